"""Keys of an upload that are not published, for the province's officers."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.exposure.models.upload import Upload


class AsideWhy(models.TextChoices):
    """Why keys are not published (lý do gạt khóa): the codes of `core.exposure.composing.UNFIT`, and another's."""

    OTHERS = "others", _("đã biết là của người khác, hoặc của ngày khác")
    KEY_TWICE = "key_twice", _("một khóa ghi cho nhiều ngày")
    OFF_SLOT = "row_off_slot", _("giờ bắt đầu không đúng khung mười lăm phút")
    FUTURE = "row_from_the_future", _("ngày của khóa không thể có")
    FLAGS = "row_flags", _("căn cứ của ca bệnh không rõ")


class Aside(models.Model):
    """So many keys of one upload that phones are never told of, and what an officer said of it (khóa bị gạt).

    It goes with the upload. Which keys they are stands nowhere: those of others are not kept at all.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="asides")
    why = models.CharField(max_length=24, choices=AsideWhy.choices)
    keys = models.PositiveIntegerField()
    at = models.DateTimeField()
    dismissed_at = models.DateTimeField(null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    dismissed_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dismissed_at=None, dismissed_by=None, dismissed_why="")
                | Q(dismissed_at__isnull=False, dismissed_by__isnull=False),
                name="exposure_aside_dismissed_by_somebody",
            )
        ]
        indexes = [models.Index(fields=["dismissed_at", "id"], name="exposure_aside_open")]
