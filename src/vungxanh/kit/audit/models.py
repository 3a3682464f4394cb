"""Tables of the audit log: its entries and the one row that counts them."""

import json
from typing import Any

from django.db import models

from vungxanh.kit.actors import shown_name
from vungxanh.kit.audit.canonical import GENESIS


class Entry(models.Model):
    """Who did what to which object, when; never changed once written (dòng nhật ký)."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=200)
    unit_code = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=100, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    data = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_entry"
        ordering = ["seq"]
        indexes = [models.Index(fields=["object_type", "object_id", "seq"], name="audit_entry_object")]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"

    @property
    def details(self) -> dict[str, Any]:
        """The data the action recorded."""
        loaded: dict[str, Any] = json.loads(self.data)
        return loaded

    @property
    def who(self) -> str:
        """Who did it, as a history shows it."""
        return shown_name(self.actor_key, self.actor_name)


class Head(models.Model):
    """How many entries there are and the last one's hash, so that a removed last entry is missed (đầu chuỗi)."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    count = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        db_table = "audit_head"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_is_one_row")]

    def __str__(self) -> str:
        return f"{self.count}:{self.hash}"
