"""What follows from the exposures: everyone's standing, each run of the derivation and what it changed."""

from django.db import models
from django.db.models import F, Q

from vungxanh.apps.cases.models.case import Case
from vungxanh.apps.cases.models.exposure import Exposure
from vungxanh.apps.cases.models.person import Person
from vungxanh.apps.cases.models.policy import Policy


class Ring(models.Model):
    """A ring of a case that somebody opened after seeing what it means (mở vòng F2…): `preview` is what they saw."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="rings")
    level = models.PositiveSmallIntegerField()
    preview = models.JSONField()
    opened_by = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "level"], name="cases_ring_once")]


class Standing(models.Model):
    """Where a person stands today (cấp F), derived: deleting all and deriving again gives the same rows.

    `via` is the exposure that gives the level, `parent` who it came from: the chain is `parent` up to a case. `path`
    repeats the person's. `urgency` sorts lists: highest probability first. `override` is an officer's decision in its
    place ({"level": …, "why": …, "by": …}).
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="standing")
    path = models.CharField(max_length=400)
    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    via = models.ForeignKey(Exposure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    sources = models.PositiveIntegerField(default=0)
    probability = models.FloatField(default=0.0)
    risk = models.CharField(max_length=6, blank=True)
    override = models.JSONField(null=True, blank=True)
    is_open = models.BooleanField(default=True)
    derived_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="cases_standing_order")]
        indexes = [
            models.Index(fields=["path", "is_open", "level", "-probability", "id"], name="cases_standing_list"),
            models.Index(fields=["is_open", "level", "-probability", "id"], name="cases_standing_all"),
        ]


class Derivation(models.Model):
    """One run that changed something (lần tính lại): why it ran, under which policy, and the difference in words."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=200)
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    counts = models.JSONField()


class Change(models.Model):
    """What one run changed for one person (thay đổi)."""

    derivation = models.ForeignKey(Derivation, on_delete=models.CASCADE, related_name="changes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="changes")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="cases_change_of_person")]
