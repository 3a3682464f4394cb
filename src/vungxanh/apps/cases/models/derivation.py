"""What follows from the exposures: everyone's standing, each run of the derivation and what it changed."""

from django.db import models
from django.db.models import F, Q

from vungxanh.apps.cases.models.case import Case
from vungxanh.apps.cases.models.person import Person
from vungxanh.apps.cases.models.placed import placed
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
    """What a person is today (cấp F), derived: deleting all rows and deriving again gives the same rows.

    `level` 0 is F0. `detail` is the whole of `core.casework.standing` as JSON: the chain with times, what each case
    means, the plan and an officer's decision; the columns repeat what lists sort and filter by. `path` is the person's.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="standing")
    path = models.CharField(max_length=400)
    level = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.CASCADE, related_name="reached")
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    sources = models.PositiveIntegerField(default=0)
    probability = models.FloatField(default=0.0)
    risk = models.CharField(max_length=6, blank=True)
    is_decided = models.BooleanField(default=False)
    detail = models.JSONField()
    derived_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="cases_standing_order")]
        indexes = [
            placed("level", "-probability", "id", name="cases_standing_list"),
            models.Index(fields=["level", "-probability", "id"], name="cases_standing_all"),
            models.Index(fields=["-probability", "id"], name="cases_standing_likely"),
        ]


class Tally(models.Model):
    """How many stand at a level in a place (số người theo cấp), kept with the standings: counting them takes too long.

    `actions.tallying` writes it in the transaction that writes the standings; it can be counted anew at any time.
    """

    path = models.CharField(max_length=400)
    level = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["path", "level"], name="cases_tally_once")]


class Derivation(models.Model):
    """One run of deriving (lần tính lại): why it ran, under which policy, and the difference in words.

    `cause` and each of `sentences` are {"vi": …, "en": …}; `counts` are people by kind of change. `cases` are those
    whose change caused it and those that reached anybody it changed, before or after: their pages show it for good. A
    run that a case caused stands here even when it changed nobody. `is_whole`: it derived everybody, for a new policy.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="+")
    cause = models.JSONField()
    by = models.CharField(max_length=60)
    at = models.DateTimeField()
    counts = models.JSONField()
    sentences = models.JSONField()
    cases = models.ManyToManyField(Case, related_name="derivations")
    is_whole = models.BooleanField(default=False)


class Change(models.Model):
    """What one run changed for one person (thay đổi): kinds, one line in both languages, the standings as JSON."""

    derivation = models.ForeignKey(Derivation, on_delete=models.CASCADE, related_name="changes")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="changes", db_index=False)
    kinds = models.JSONField(default=list)
    told = models.JSONField(default=dict)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "-id"], name="cases_change_of_person")]
