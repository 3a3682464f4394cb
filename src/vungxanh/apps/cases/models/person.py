"""People in case work; merging two records of one person; opening who a pseudonym is."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models.placed import placed
from vungxanh.apps.org.models import Unit
from vungxanh.kit.sealing.fields import SealedTextField


class Sex(models.TextChoices):
    """As the case form has it (giới tính)."""

    FEMALE = "female", _("nữ")
    MALE = "male", _("nam")
    OTHER = "other", _("khác")
    UNKNOWN = "unknown", _("chưa rõ")


class Person(models.Model):
    """Somebody known to case work (người): sealed facts, keyed digests to find them by, and the commune that cares.

    `pseudonym` is what is shown until somebody opens the identity with a purpose. `key_…` are keyed digests of
    `core.casework.identity` blocking keys. `phone_subject` ties to what a phone handed in (`exposure`); a merged record
    points to the one that stayed.
    `path` repeats the commune's path so that lists are one range of an index.
    """

    subject = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    pseudonym = models.CharField(max_length=16, unique=True)
    full_name = SealedTextField(purpose="cases.person.full_name", blank=True, max_length=200)
    phone = SealedTextField(purpose="cases.person.phone", blank=True, max_length=40)
    citizen_id = SealedTextField(purpose="cases.person.citizen_id", blank=True, max_length=20)
    address = SealedTextField(purpose="cases.person.address", blank=True, max_length=400)
    facts = SealedTextField(purpose="cases.person.facts", blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    is_vaccinated = models.BooleanField(default=False)
    sex = models.CharField(max_length=8, choices=Sex.choices, default=Sex.UNKNOWN)
    key_phone = models.CharField(max_length=64, blank=True)
    key_citizen = models.CharField(max_length=64, blank=True)
    key_name = models.CharField(max_length=64, blank=True)
    commune = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="people", db_index=False
    )
    path = models.CharField(max_length=400)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="absorbed")
    entered_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(merged_into=F("id")), name="cases_person_not_into_itself")]
        indexes = [
            placed("id", name="cases_person_place"),
            placed(before=("key_phone",), name="cases_person_phone", condition=~Q(key_phone="")),
            placed(before=("key_citizen",), name="cases_person_citizen", condition=~Q(key_citizen="")),
            placed(before=("key_name",), name="cases_person_name", condition=~Q(key_name="")),
        ]


class NotSame(models.Model):
    """An officer says that two records are two persons (không trùng): nobody is asked about them again."""

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="cases_not_same_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="cases_not_same_order"),
        ]


class Merge(models.Model):
    """Two records were found to be one person (gộp): what moved, so that it can be undone to the row.

    `moved` is a list of [model, key, columns before, columns after] in the order of the change. `by` is nobody where a
    phone's report was joined by itself to the record of its number and name.
    """

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)


class Opening(models.Model):
    """Who opened whose identity, for what purpose and until when (mở danh tính)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="openings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=200)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "by", "-until"], name="cases_opening_latest")]
