"""When the places of a case's contacts were told of them."""

from django.db import models

from vungxanh.apps.cases.models.case import Case


class CommuneTold(models.Model):
    """A place was first told of contacts of a case who stand in it (báo tin cho xã): its own clock from test to notice.

    `path` is the place's at that time. Nobody is named by it, so it is kept as the case's own days are.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="communes_told", db_index=False)
    path = models.CharField(max_length=400)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "path"], name="cases_commune_told_once")]
