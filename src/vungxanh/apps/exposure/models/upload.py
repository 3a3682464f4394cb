"""What a phone handed in with its owner's consent."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.exposure.models.batch import Batch
from vungxanh.apps.exposure.models.code import Code
from vungxanh.apps.exposure.models.device import Device
from vungxanh.apps.org.models import Unit
from vungxanh.kit.sealing.fields import SealedTextField


class UploadKind(models.TextChoices):
    """What is handed in (loại khai báo): a case's keys, or a contact's own report of having been near."""

    CASE = "case", _("ca bệnh gửi khóa")
    CONTACT = "contact", _("người tiếp xúc tự báo")


class Way(models.TextChoices):
    """By which door it came (đường gửi)."""

    APP = "app", _("ứng dụng Bluezone")
    CHANNEL = "channel", _("kênh mới")


class UploadState(models.TextChoices):
    """Where an upload stands (trạng thái).

    HELD: the app of 2020 sent it by itself; nothing of it but the fact is kept until its owner enters a code. WAITING:
    somebody says they were near a case, or handed in a case's keys with six digits that can be guessed, and no health
    officer has spoken to them; it counts for nothing until then.
    """

    HELD = "held", _("chờ chủ máy đồng ý")
    WAITING = "waiting", _("chờ cán bộ y tế xác nhận")
    REFUSED = "refused", _("không được xác nhận")
    ACCEPTED = "accepted", _("đã nhận")
    CHECKED = "checked", _("đã đối chiếu")
    REVOKED = "revoked", _("đã thu hồi")
    EXPIRED = "expired", _("đã xóa theo hạn")


LIVE = (UploadState.ACCEPTED, UploadState.CHECKED)
"""What is in force: it was taken, and nobody has taken it back."""


class Upload(models.Model):
    """One act of handing in (lượt khai báo), with what its owner agreed to.

    `consent` says which words were shown (version), what leaves and which hours were left out. `history_name` is the
    sealed file of sightings beside the database, empty once it has served; `left_out_rows` lay outside of the window
    that was asked for, `unusable_rows` were no rows, and neither was written. `contact` is what a contact said of
    themselves, JSON. `place` says whose officers it concerns: where the code was issued for, or the commune that the
    contact named; the province's alone when it is empty. `revoked_why` names nobody. `body_digest` makes a retry the
    same upload.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=UploadKind.choices)
    way = models.CharField(max_length=8, choices=Way.choices)
    state = models.CharField(max_length=8, choices=UploadState.choices, default=UploadState.ACCEPTED)
    code = models.OneToOneField(Code, null=True, blank=True, on_delete=models.PROTECT, related_name="upload")
    device = models.ForeignKey(Device, null=True, blank=True, on_delete=models.SET_NULL, related_name="uploads")
    subject = models.UUIDField(db_index=True)
    place = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    body_digest = models.CharField(max_length=64, unique=True)
    consent = models.JSONField(default=dict)
    contact = SealedTextField(purpose="exposure.upload.contact", blank=True)
    history_name = models.CharField(max_length=80, blank=True)
    history_rows = models.PositiveIntegerField(default=0)
    unusable_rows = models.PositiveIntegerField(default=0)
    left_out_rows = models.PositiveIntegerField(default=0)
    implausible = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_why = models.CharField(max_length=300, blank=True)
    expires_on = models.DateField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                # A sealed column has no `exact`: an empty text is stored empty.
                condition=~Q(state__in=("held", "refused")) | Q(Exact(Length("contact"), 0), history_name=""),
                name="exposure_held_keeps_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(kind="case") | Q(state="held") | Q(code__isnull=False), name="exposure_case_has_code"
            ),
        ]
        indexes = [models.Index(fields=["state", "received_at"], name="exposure_upload_waiting")]

    @property
    def sent_by(self) -> str | Promise:
        """What sent it, in words an officer can ask the owner about."""
        return Way.APP.label if self.way == Way.APP else _("phần mềm mới hơn, không phải ứng dụng Bluezone")


class DayKey(models.Model):
    """One day's key of a case and until when it is believed (khóa ngày); the base it came from was dropped at once.

    `key` is the slot key of `core.exposure.slotkeys` in hexadecimal: it tells the identifiers from `starts_at` to the
    end of that UTC day and of no other day. `day_key` is the app's own, for phones of 2020 only; it tells later days
    too, so it is kept only while `PUSH_KEYS` is on, and is empty when hours were left out. `batch` is the published
    batch that carries the key, `revoked_in` the one that takes it back. `set_aside` says why no phone could read it in
    a batch: such a key is never published. `key_digest` is of the key alone, for a batch holds it once; `last_digest`
    of what every key of the same day of the same phone leads to.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="keys")
    key = SealedTextField(purpose="exposure.daykey.key")
    day_key = SealedTextField(purpose="exposure.daykey.day_key", blank=True)
    key_digest = models.CharField(max_length=64, unique=True)
    last_digest = models.CharField(max_length=64, db_index=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    set_aside = models.CharField(max_length=24, blank=True)
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="keys")
    revoked_in = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="revoked")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="exposure_key_order")]
        indexes = [models.Index(fields=["batch", "ends_at"], name="exposure_key_waiting")]
