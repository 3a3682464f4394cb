"""Exposures: who was near whom, when, how near, and how that is known."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models.person import Person
from vungxanh.kit.sealing.fields import SealedTextField

LONGEST_NOTE = 1000
"""Characters of what is noted of a meeting, typed, pasted, imported or sent by a program alike."""


class Origin(models.TextChoices):
    """How an exposure is known (nguồn)."""

    BLE = "ble", _("Bluezone")
    INTERVIEW = "interview", _("điều tra phỏng vấn")
    VENUE = "venue", _("mốc dịch tễ")
    LAB = "lab", _("xét nghiệm")


class Setting(models.TextChoices):
    """Where people met (hoàn cảnh)."""

    HOUSEHOLD = "household", _("cùng nhà")
    WORK = "work", _("nơi làm việc, lớp học")
    TRANSPORT = "transport", _("phương tiện")
    CARE = "care", _("cơ sở y tế")
    SOCIAL = "social", _("ăn uống, sinh hoạt")
    OTHER = "other", _("khác")
    UNKNOWN = "unknown", _("chưa rõ")


class Class(models.TextChoices):
    """How much it matters, as `core.tracing.risk.Class` (mức nguy cơ)."""

    HIGH = "high", _("cao")
    MEDIUM = "medium", _("trung bình")
    LOW = "low", _("thấp")


class Exposure(models.Model):
    """One meeting of two people (phơi nhiễm), the only truth of case work.

    It counts in both directions: `source` and `target` say how it was recorded. `evidence` is where it comes from: an
    upload's number, a venue's name, a form. `minutes` are by attenuation bucket, `[near, close, room, far]`, empty when
    not measured; never metres. Without `is_timed` nobody told the times or how long it lasted: the two moments are the
    bounds of the days told. `row_key` makes a repeated import the same row. Withdrawn rows count for nothing.
    """

    source = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exposures_given", db_index=False)
    target = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exposures_taken", db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    is_timed = models.BooleanField(default=True)
    minutes = models.JSONField(default=list, blank=True)
    level = models.CharField(max_length=6, choices=Class.choices)
    probability = models.FloatField(null=True, blank=True)
    origin = models.CharField(max_length=9, choices=Origin.choices)
    setting = models.CharField(max_length=9, choices=Setting.choices, default=Setting.UNKNOWN)
    is_mutual = models.BooleanField(default=False)
    evidence = models.CharField(max_length=80, blank=True)
    note = SealedTextField(purpose="cases.exposure.note", blank=True, max_length=LONGEST_NOTE)
    row_key = models.CharField(max_length=64, unique=True)
    recorded_by = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="cases_exposure_two_people"),
            models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="cases_exposure_order"),
            models.CheckConstraint(
                condition=Q(probability=None) | Q(probability__gte=0, probability__lte=1), name="cases_exposure_chance"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "started_at"], name="cases_exposure_from"),
            models.Index(fields=["target", "started_at"], name="cases_exposure_to"),
            models.Index(fields=["evidence"], name="cases_exposure_evidence"),
        ]
