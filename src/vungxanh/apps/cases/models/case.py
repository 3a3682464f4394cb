"""Cases: one illness of one person, and its investigation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models.person import Person
from vungxanh.apps.cases.models.placed import placed
from vungxanh.apps.org.models import Unit
from vungxanh.kit.sealing.fields import SealedTextField


class Classification(models.TextChoices):
    """How sure it is (phân loại ca)."""

    SUSPECTED = "suspected", _("ca nghi ngờ")
    PROBABLE = "probable", _("ca có thể")
    CONFIRMED = "confirmed", _("ca xác định")
    NOT_A_CASE = "not_a_case", _("loại trừ")


COUNTED = (Classification.PROBABLE, Classification.CONFIRMED)
"""What is a case in every figure (ca được tính): neither who is suspected nor who was excluded."""


class CaseState(models.TextChoices):
    """Where the illness stands (diễn biến)."""

    ACTIVE = "active", _("đang điều trị")
    RECOVERED = "recovered", _("khỏi bệnh")
    DIED = "died", _("tử vong")
    CLOSED = "closed", _("kết thúc")


class Case(models.Model):
    """One illness of one person (ca bệnh, F0). `number` is the national one ("BN 416"), `code` our own.

    The window starts the look-back days of the policy before `onset_on`, or before `tested_on` without symptoms, and
    ends at `isolated_at`. `turned_negative` says that it was no case after all: it is no source of anybody any more.
    `notified_at` is when the first place was told of contacts; `CommuneTold` has each place's own. `proved_by` is the
    positive sample that confirmed it here, whatever is corrected of its days later; empty where it was known otherwise.
    `held_before` is what was held of it before that, by column: empty for a case that the positive opened.
    """

    code = models.CharField(max_length=24, unique=True)
    number = models.CharField(max_length=24, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    path = models.CharField(max_length=400)
    classification = models.CharField(max_length=10, choices=Classification.choices)
    state = models.CharField(max_length=9, choices=CaseState.choices, default=CaseState.ACTIVE)
    has_symptoms = models.BooleanField(null=True, blank=True)
    onset_on = models.DateField(null=True, blank=True)
    sampled_on = models.DateField(null=True, blank=True)
    tested_on = models.DateField(null=True, blank=True)
    result_at = models.DateTimeField(null=True, blank=True)
    proved_by = models.ForeignKey(
        "cases.Sample", null=True, blank=True, on_delete=models.SET_NULL, related_name="proves"
    )
    held_before = models.JSONField(default=dict, blank=True)
    isolated_at = models.DateTimeField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    turned_negative = models.BooleanField(default=False)
    notified_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(onset_on__isnull=False) | Q(tested_on__isnull=False) | Q(classification="suspected"),
                name="cases_case_has_a_day",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(state="active") & ~Q(classification="not_a_case"),
                name="cases_one_active_case",
            ),
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="cases_one_case_a_number"),
        ]
        indexes = [
            placed("-entered_at", "id", name="cases_case_place"),
            placed("classification", name="cases_case_active", condition=Q(state="active")),
            models.Index(fields=["classification", "state", "-entered_at", "id"], name="cases_case_kind"),
            models.Index(fields=["-entered_at", "id"], name="cases_case_newest"),
        ]


class Investigation(models.Model):
    """The case form (phiếu điều tra ca bệnh): sections by name, JSON, sealed; later sections are from memory."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="investigation")
    form_version = models.CharField(max_length=20)
    answers = SealedTextField(purpose="cases.investigation.answers", blank=True)
    complete = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
