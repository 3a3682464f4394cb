"""Published batches of keys and the keys that sign them."""

from django.db import models
from django.db.models import F, Q

from vungxanh.kit.sealing.fields import SealedTextField


class SigningKey(models.Model):
    """A key pair that signs batches and the index (khóa ký); the newest valid one signs, older ones still verify."""

    key_id = models.CharField(max_length=40, unique=True)
    public_pem = models.TextField()
    private_pem = SealedTextField(purpose="exposure.signing.private")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="exposure_signing_order"),
        ]


class Batch(models.Model):
    """One immutable signed file of day keys (lô khóa); its bytes lie under `name` in the deployment's folder.

    `rows` counts padding too; how many of them are real is told to nobody and kept nowhere but in the keys themselves.
    """

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=80, unique=True)
    made_at = models.DateTimeField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="batches")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until_at__gt=F("from_at")), name="exposure_batch_order")]
