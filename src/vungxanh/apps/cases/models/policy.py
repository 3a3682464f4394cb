"""The rules in force, as versioned data."""

from django.db import models


class Policy(models.Model):
    """One version of the rules (chính sách): `rules` is the JSON of `core.casework.policy`.

    Never changed once it has been used: a correction is a new version with the same `valid_from`, and `replaced_at`
    says when the older one stopped to count.
    """

    version = models.CharField(max_length=40, unique=True)
    decision = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    valid_from = models.DateField(db_index=True)
    rules = models.JSONField()
    entered_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)
