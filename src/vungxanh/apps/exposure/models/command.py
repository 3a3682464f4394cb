"""Push commands to phones of 2020: an outbox with one row per phone."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.exposure.models.device import Device
from vungxanh.kit.sealing.fields import SealedTextField


class CommandKind(models.TextChoices):
    """What may be sent (loại lệnh); values are the app's own `Type`.

    The commands by which a server of 2020 took a phone's history do not exist here.
    """

    FIND = "KiemTraLichSuTiepXuc", _("kiểm tra tiếp xúc tại máy")
    NOTICE = "GuiThongBao", _("gửi thông báo")
    DELETE_NOTICE = "XoaThongBao", _("xóa thông báo")
    CONFIGURE = "CapNhatCauHinh", _("cập nhật cấu hình")


class DeliveryState(models.TextChoices):
    """Where one phone's message stands (trạng thái gửi)."""

    QUEUED = "queued", _("chờ gửi")
    SENDING = "sending", _("đang gửi")
    ACCEPTED = "accepted", _("đã chuyển cho dịch vụ đẩy")
    GONE = "gone", _("thiết bị đã gỡ ứng dụng")
    FAILED = "failed", _("không gửi được")
    EXPIRED = "expired", _("hết hạn")


class Command(models.Model):
    """One message to many phones (lệnh đẩy): `data` is the FCM data map as JSON, every value a text, under 4 KB.

    It is sealed, for it may hold keys.
    """

    guid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=24, choices=CommandKind.choices)
    data = SealedTextField(purpose="exposure.command.data")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="exposure_command_order")]


class Delivery(models.Model):
    """The same message to one phone (lượt gửi)."""

    command = models.ForeignKey(Command, on_delete=models.CASCADE, related_name="deliveries")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["command", "device"], name="exposure_delivery_once")]
        indexes = [models.Index(fields=["state", "next_at"], name="exposure_delivery_due")]
