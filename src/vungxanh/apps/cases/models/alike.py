"""Pairs of records that wait for an officer to say whether they are one person."""

from django.db import models
from django.db.models import F, Q

from vungxanh.apps.cases.models.person import Person
from vungxanh.apps.cases.models.placed import placed


class Alike(models.Model):
    """Two records that share a key and look like one person (có thể trùng); nobody has said yet whether they are.

    Found when a key of either is written, and gone with the question: once they are merged or told apart. `path` is
    that of the lowest unit over both, so that whoever sees the pair may read both records.
    """

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=400)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="cases_alike_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="cases_alike_order"),
        ]
        indexes = [placed("id", name="cases_alike_place")]


class Uncompared(models.Model):
    """Records from before pairs were kept, of which nobody knows yet with whom they may be one (hồ sơ chưa so).

    Those with keys over `after` up to `last`; the row goes once they are compared, so that it stands only meanwhile.
    """

    after = models.PositiveBigIntegerField(default=0)
    last = models.PositiveBigIntegerField()
