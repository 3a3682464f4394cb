"""A letter that orders work, from upload to issue."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.org.models import Group, Unit
from vungxanh.kit.files.models import StoredFile


class Stage(models.TextChoices):
    """Where a directive stands; only a person moves it on (giai đoạn)."""

    DRAFT = "draft", _("Đang rà soát")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    ISSUED = "issued", _("Đã phát hành")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")


class Directive(models.Model):
    """An official letter read into tasks (văn bản chỉ đạo); `text` is the normalised text that spans index.

    `explained` holds the spans of bullets that a person marked as explanation; `folded` is what the list is searched
    by; `text_hash` tells the same letter however it was handed in.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="directives")
    number = models.CharField(max_length=20, blank=True)
    symbol = models.CharField(max_length=60, blank=True)
    type = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=100, blank=True)
    dated = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    urgency = models.CharField(max_length=30, blank=True)
    text = models.TextField()
    text_hash = models.CharField(max_length=64, blank=True)
    reading = models.JSONField(default=dict)
    explained = models.JSONField(default=list)
    folded = models.CharField(max_length=900, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DRAFT)
    version = models.PositiveIntegerField(default=1)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage__in=["confirmed", "issued"]) | Q(confirmed_at__isnull=False),
                name="directives_confirmed_by_someone",
            ),
            models.UniqueConstraint(
                fields=["unit", "text_hash"],
                condition=~Q(stage="withdrawn") & ~Q(text_hash=""),
                name="directives_text_once",
            ),
            models.UniqueConstraint(
                fields=["unit", "number", "symbol", "dated", "issuer"],
                condition=~Q(stage="withdrawn") & ~Q(number=""),
                name="directives_number_once",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-received_at", "-id"], name="directives_of_unit")]

    def __str__(self) -> str:
        return f"{self.number_and_symbol or self.type} {self.subject}".strip()

    @property
    def number_and_symbol(self) -> str:
        """The number as people quote it, "4248/UBND-KGVX" (số, ký hiệu); "…/UBND-KGVX" before it has one."""
        return f"{self.number or '…'}/{self.symbol}" if self.symbol else self.number


class Addressee(models.Model):
    """A line of "Kính gửi", resolved to a unit or a group or kept as written (nơi nhận thi hành).

    A line that names several ("Các Sở, Ban, ngành, đoàn thể") is several rows with the same position and text.
    """

    directive = models.ForeignKey(Directive, on_delete=models.CASCADE, related_name="addressees")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(unit=None) | Q(group=None), name="directives_addressee_one_of"),
        ]
