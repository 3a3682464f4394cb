"""What each version of a directive under review changed, and what stood there before."""

from django.conf import settings
from django.db import models

from vungxanh.apps.directives.models.directive import Directive
from vungxanh.kit.said import told


class Edit(models.Model):
    """One change at the desk (lần sửa): `version` is the one it made; `before` is what undo puts back.

    `before` is {"header": {name: value}, "explained": [[start, end]], "tasks": {id: snapshot or null}}; null means that
    the edit made the task. Keys that did not change are absent. `said` is the sentence about it (`vungxanh.kit.said`).
    """

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="edits")
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    said = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["version"]
        constraints = [models.UniqueConstraint(fields=["directive", "version"], name="directives_edit_once")]

    def __str__(self) -> str:
        return self.summary

    @property
    def summary(self) -> str:
        """What the change did, in the reader's language."""
        return told(self.said)
