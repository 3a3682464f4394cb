"""Notices, the day's digest of a person, what is sent out, and how each person wants to be told."""

from datetime import time

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

DIGEST_AT, QUIET_FROM, QUIET_TO = time(7, 30), time(20), time(6, 30)


class Digest(models.Model):
    """The one letter a person gets on a day (bản tin trong ngày)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    composed_at = models.DateTimeField()

    class Meta:
        db_table = "notices_digest"
        constraints = (models.UniqueConstraint(fields=["user", "day"], name="notices_one_digest_a_day"),)

    def __str__(self) -> str:
        return f"{self.day} #{self.user_id}"


class Notice(models.Model):
    """One thing a person is told; its key makes telling it twice impossible (thông báo)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(Digest, models.SET_NULL, null=True, blank=True, related_name="notices")

    class Meta:
        db_table = "notices_notice"
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="notices_key_once_a_person"),)
        indexes = (
            models.Index(fields=["user", "-created_at", "-id"], name="notices_of_a_person"),
            models.Index(
                fields=["user"],
                name="notices_unread",
                condition=models.Q(read_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["created_at"],
                name="notices_for_a_digest",
                condition=models.Q(digest__isnull=True, urgent=False, read_at__isnull=True, withdrawn_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.subject


class DeliveryState(models.TextChoices):
    """Where a message stands; `unknown` was interrupted and must not be repeated (trạng thái gửi)."""

    QUEUED = "queued", _("Chờ gửi")
    SENDING = "sending", _("Đang gửi")
    SENT = "sent", _("Đã gửi")
    SKIPPED = "skipped", _("Không cần gửi")
    FAILED = "failed", _("Không gửi được")
    UNKNOWN = "unknown", _("Chưa rõ kết quả")


class Delivery(models.Model):
    """One digest or urgent notice on its way through one channel (lượt gửi)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.ForeignKey(Digest, models.CASCADE, null=True, blank=True, related_name="deliveries")
    notice = models.ForeignKey(Notice, models.CASCADE, null=True, blank=True, related_name="deliveries")
    sender = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table = "notices_delivery"
        verbose_name_plural = "deliveries"
        constraints = (
            models.UniqueConstraint(fields=["digest", "sender"], name="notices_digest_once_a_channel"),
            models.UniqueConstraint(fields=["notice", "sender"], name="notices_notice_once_a_channel"),
            models.CheckConstraint(
                name="notices_delivery_of_one_thing",
                condition=models.Q(digest__isnull=True, notice__isnull=False)
                | models.Q(digest__isnull=False, notice__isnull=True),
            ),
        )
        indexes = (
            models.Index(
                fields=["next_at", "id"],
                name="notices_delivery_open",
                condition=models.Q(state__in=["queued", "sending"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.sender} #{self.pk} {self.state}"


class Preference(models.Model):
    """How a person wants to be told; without a row the defaults hold (tùy chọn nhận thông báo)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_preference")
    channel = models.CharField(max_length=40, blank=True, default="")
    wants_digest = models.BooleanField(default=True)
    digest_at = models.TimeField(default=DIGEST_AT)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_to = models.TimeField(default=QUIET_TO)
    language = models.CharField(max_length=2, blank=True, default="")

    class Meta:
        db_table = "notices_preference"

    def __str__(self) -> str:
        return f"#{self.user_id}"
