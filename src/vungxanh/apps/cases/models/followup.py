"""Follow-up: one plan a person, daily checks, tests, self-reports, and officers' decisions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models.case import Case
from vungxanh.apps.cases.models.person import Person
from vungxanh.apps.cases.models.placed import placed
from vungxanh.apps.org.models import Unit
from vungxanh.kit.api.etags import State

ILL_FIRST = 2.0
"""More than any probability."""


class Outcome(models.TextChoices):
    """What came of a day's check (kết quả theo dõi)."""

    DUE = "due", _("chưa theo dõi")
    WELL = "well", _("không triệu chứng")
    SYMPTOMS = "symptoms", _("có triệu chứng")
    NOT_REACHED = "not_reached", _("không liên lạc được")
    AWAY = "away", _("vắng, đã chuyển nơi khác")


class SampleResult(models.TextChoices):
    """What the laboratory said (kết quả xét nghiệm)."""

    WAITING = "waiting", _("chờ kết quả")
    NEGATIVE = "negative", _("âm tính")
    POSITIVE = "positive", _("dương tính")
    UNCLEAR = "unclear", _("không xác định")


class Plan(models.Model):
    """One follow-up and quarantine of a person (kế hoạch theo dõi): the most that any open exposure asks for.

    Quarantine and monitoring end on their day; overdue checks are a flag and never make them longer. `unit` cares: the
    commune, until it hands the person back or on. What an officer decided stands in Decision and wins over the policy.
    `found_on` is the day the need became known: days before it are nobody's to check; `starts_on` has the first duty.
    `is_ill` says that the last word on the person's health was of symptoms. `due_since` is the first day
    with a check that nobody did. `urgency` sorts the day's list: the standing's probability, `ILL_FIRST` more for the
    ill.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="plan")
    path = models.CharField(max_length=400)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="plans", db_index=False)
    level = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=8, blank=True)
    found_on = models.DateField()
    starts_on = models.DateField()
    quarantine_ends_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField()
    overdue = models.PositiveSmallIntegerField(default=0)
    due_since = models.DateField(null=True, blank=True)
    urgency = models.FloatField(default=0.0)
    is_ill = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cases_plan_order")]
        indexes = [
            placed("ended_on", "ends_on", "id", name="cases_plan_place"),
            placed("due_since", "overdue", "person", name="cases_plan_open", condition=Q(ended_on=None)),
            models.Index(fields=["-is_ill", "due_since", "id"], name="cases_plan_missed", condition=Q(ended_on=None)),
            placed("id", name="cases_plan_ill", condition=Q(ended_on=None, is_ill=True)),
            models.Index(fields=["ends_on", "id"], name="cases_plan_soonest", condition=Q(ended_on=None)),
            models.Index(fields=["unit", "ended_on"], name="cases_plan_unit"),
            models.Index(fields=["id", "path"], name="cases_plan_going", condition=Q(ended_on=None)),  # counts join it
        ]

    @property
    def ended_because(self) -> str:
        """Why it ended, in the reader's language."""
        return gettext(self.ended_why) if self.ended_why else ""


class Check(models.Model):
    """One check of a day of a plan (lần theo dõi); `number` counts within the day.

    `path` and, from today on, `urgency` repeat the plan's, so that the day's list is one range of an index. `version`
    says what is written in it, so that nobody overwrites what they have not seen; twice the same words are one version.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="checks", db_index=False)
    path = models.CharField(max_length=400)
    day = models.DateField()
    number = models.PositiveSmallIntegerField(default=1)
    urgency = models.FloatField(default=0.0)
    outcome = models.CharField(max_length=11, choices=Outcome.choices, default=Outcome.DUE)
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    symptoms = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "day", "number"], name="cases_check_once")]
        indexes = [
            placed("outcome", "plan", before=("day",), name="cases_check_day"),
            models.Index(fields=["day", "-urgency", "id"], name="cases_check_due", condition=Q(outcome="due")),
            models.Index(fields=["day", "-urgency", "id"], name="cases_check_done", condition=~Q(outcome="due")),
        ]

    @property
    def version(self) -> str:
        """20 hexadecimal digits."""
        degrees = None if self.temperature is None else f"{self.temperature:.1f}"
        return State.of(self.pk or 0, [self.outcome, sorted(self.symptoms), degrees]).version


class Sample(models.Model):
    """A sample of a person (mẫu xét nghiệm): due by the policy, taken, and its result.

    `version` says which result is written and of when, as that of a check does.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="samples")
    due_on = models.DateField(null=True, blank=True)
    taken_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=8, choices=SampleResult.choices, default=SampleResult.WAITING)
    result_at = models.DateTimeField(null=True, blank=True)
    laboratory = models.CharField(max_length=120, blank=True)
    recorded_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "due_on"], condition=~Q(due_on=None), name="cases_test_once"),
        ]

    @property
    def version(self) -> str:
        """20 hexadecimal digits."""
        return State.of(self.pk or 0, [self.result, self.result_at and self.result_at.timestamp()]).version


class SelfReport(models.Model):
    """A link by which a person tells their own health, once a day (liên kết tự khai); only its digest is kept."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class Decision(models.Model):
    """An officer's decision for one person in place of what is derived (quyết định riêng), until it is undone.

    Empty columns leave what the policy says. It is part of every derivation after it, so nothing is overwritten.
    It speaks of the cases of `DecidedSource` and of the meetings in `known`, the keys of all that were told when it was
    made; whatever comes later is as the policy says. `level_from` is the day from which a level counts that was given
    to who was reached by no case, the same through later decisions.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="decisions")
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.CharField(max_length=8, blank=True)
    quarantine_until = models.DateField(null=True, blank=True)
    monitoring_until = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    known = models.JSONField(default=list, blank=True)
    level_from = models.DateField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="cases_decision_reason"),
            models.UniqueConstraint(fields=["person"], condition=Q(undone_at=None), name="cases_one_decision"),
        ]


class DecidedSource(models.Model):
    """A case that a decision speaks of, with the level by it when the decision was made (ca nguồn đã xét).

    `ways` are the keys of the meetings that gave the person that level.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="sources")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    level = models.PositiveSmallIntegerField()
    ways = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "case"], name="cases_decided_once")]
