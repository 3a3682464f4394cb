"""Phones that registered, and the proof that a telephone number is theirs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.org.models import Unit
from vungxanh.kit.sealing.fields import SealedTextField


class System(models.TextChoices):
    """What a phone runs (hệ điều hành); AGENT is our own box, WEB the citizen's web app."""

    ANDROID = "android", _("Android")
    IOS = "ios", _("iOS")
    AGENT = "agent", _("thiết bị Bluezone")
    WEB = "web", _("ứng dụng web")
    UNKNOWN = "unknown", _("chưa rõ")


class Device(models.Model):
    """A phone that registered (thiết bị), known by a keyed digest of its push token.

    Number, name and address are what its owner declared last on `declared_on`, if anything, and are kept for some weeks
    only: a phone names its number anew whenever it hands in. `commune` is what the address resolved to, and stays.
    `seen_on` is the last day it spoke to us: coverage counts devices seen, never downloads. `gone_at` is when the push
    service said that the app is no longer there; registering again clears it.
    """

    token_digest = models.CharField(max_length=64, unique=True)
    token = SealedTextField(purpose="exposure.device.token")
    system = models.CharField(max_length=8, choices=System.choices, default=System.UNKNOWN)
    phone = SealedTextField(purpose="exposure.device.phone", blank=True, max_length=40)
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    phone_proved_at = models.DateTimeField(null=True, blank=True)
    full_name = SealedTextField(purpose="exposure.device.full_name", blank=True, max_length=200)
    address = SealedTextField(purpose="exposure.device.address", blank=True, max_length=400)
    commune = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="devices")
    registered_at = models.DateTimeField()
    seen_on = models.DateField(db_index=True)
    declared_on = models.DateField(null=True, blank=True, db_index=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaced")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(replaced_by=F("id")), name="exposure_device_not_its_own_heir"),
        ]


class PhoneProof(models.Model):
    """A six-digit code sent to a number, to prove that it is the phone's (mã xác thực số điện thoại)."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="proofs")
    phone_digest = models.CharField(max_length=64)
    code_digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("sent_at")), name="exposure_proof_order"),
        ]
        indexes = [models.Index(fields=["device", "-sent_at"], name="exposure_proof_latest")]


class AuditMark(models.Model):
    """How far rows that come by the thousand have been written into the audit chain (mốc nhật ký).

    It moves in the transaction of its entry, so that no row is counted twice or left out.
    """

    name = models.CharField(max_length=40, unique=True)
    until_id = models.BigIntegerField(default=0)
