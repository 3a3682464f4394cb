"""Groups of units that letters address in one phrase."""

from django.db import models


class Group(models.Model):
    """A phrase such as "UBND các xã, phường, thị trấn" with the rule that finds its members on a date (nhóm).

    `rule` is data: {"levels": ["commune"], "kinds": [], "sectors": [], "codes": [], "except_codes": []}; lists are
    joined by AND between keys and OR within one; `codes` adds single units.
    """

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list)
    rule = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name
