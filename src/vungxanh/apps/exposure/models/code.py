"""Codes by which a health officer lets one person hand in keys, and the counters that keep guessers out."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.org.models import Unit


class CodeKind(models.TextChoices):
    """How a code reaches the person (loại mã); APP is the six digits that the app of 2020 can type."""

    VOICE = "voice", _("đọc qua điện thoại, 8 số, 15 phút")
    LINK = "link", _("gửi liên kết, 16 ký tự, 24 giờ")
    APP = "app", _("cho ứng dụng Bluezone cũ, 6 số, 15 phút")


class ReportType(models.TextChoices):
    """On what ground keys are handed in (căn cứ)."""

    TEST = "test", _("xét nghiệm dương tính")
    CLINICAL = "clinical", _("chẩn đoán lâm sàng")
    CONTACT = "contact", _("người tiếp xúc")


class Code(models.Model):
    """A single-use code (mã khai báo); only a keyed digest of it is kept.

    `subject` is the opaque number of the person in `cases`, `place` where that person is: officers of other places have
    nothing to do with either. An APP code is bound to the number that the phone which may use it has proved or names;
    what comes with one that is bound to none waits for a health officer. `since_on` is the first day of the infectious
    window: earlier keys are not taken.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=5, choices=CodeKind.choices)
    digest = models.CharField(max_length=64, unique=True)
    bound_phone_digest = models.CharField(max_length=64, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="codes")
    place = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    subject = models.UUIDField(db_index=True)
    report_type = models.CharField(max_length=8, choices=ReportType.choices, default=ReportType.TEST)
    onset_on = models.DateField(null=True, blank=True)
    tested_on = models.DateField(null=True, blank=True)
    since_on = models.DateField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="exposure_code_order"),
        ]
        indexes = [models.Index(fields=["place", "-issued_at"], name="exposure_code_of_place")]


class CodeDay(models.Model):
    """How many codes a unit issued and how many were claimed on a day: quota and alarm read it (hạn mức mã).

    `extra` is what the unit's head let it issue beyond the quota, and why.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    issued = models.PositiveIntegerField(default=0)
    claimed = models.PositiveIntegerField(default=0)
    quota = models.PositiveIntegerField()
    extra = models.PositiveIntegerField(default=0)
    extra_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day"], name="exposure_code_day_once"),
            models.CheckConstraint(condition=Q(claimed__lte=F("issued")), name="exposure_code_day_claimed"),
            models.CheckConstraint(condition=Q(extra=0) | ~Q(extra_why=""), name="exposure_code_day_reason"),
        ]


class Attempts(models.Model):
    """What one address, device or number, or the whole realm did in one window, counted by the database (lần thử)."""

    scope = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    window = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "digest", "window"], name="exposure_attempts_once")]
        indexes = [models.Index(fields=["window"], name="exposure_attempts_old")]
