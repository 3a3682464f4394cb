"""A unit's request for more time."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from vungxanh.apps.work.models.assignment import Assignment


class Extension(models.Model):
    """A request to move a deadline, open until decided (xin gia hạn)."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    new_due_at = models.DateTimeField()
    reason = models.CharField(max_length=1000)
    granted = models.BooleanField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(granted=None), name="work_one_open_extension"),
        ]
