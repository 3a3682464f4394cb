"""Published batches of keys and the keys that sign them."""

from django.db import models
from django.db.models import F, Q

from vungxanh.kit.sealing.fields import SealedTextField


class SigningKey(models.Model):
    """A key pair that signs batches and the index (khóa ký); `version` counts them, the root is 0.

    The newest signs, and the one before it too for as long as phones may not have heard of the change. The root signs
    sets of keys only. `retired_at` is when a newer one took over, `distrusted_at` when it was dropped as leaked.
    """

    version = models.PositiveIntegerField(unique=True)
    is_root = models.BooleanField(default=False)
    key_id = models.CharField(max_length=40, unique=True)
    public_point = models.CharField(max_length=130)
    private_pem = SealedTextField(purpose="exposure.signing.private")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    distrusted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=F("valid_from")), name="exposure_signing_order"),
            models.CheckConstraint(condition=Q(is_root=False) | Q(version=0), name="exposure_signing_root"),
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


class CoverKey(models.Model):
    """A key of a person who never was, so that a batch does not tell whose keys belong together (khóa giả).

    Published, kept and deleted as real ones are; nobody reads it but the maker of batches, and whoever hands in a key
    that was read in a batch is known by `key_digest` and `last_digest`, made as those of real ones.
    """

    person = models.UUIDField(db_index=True)
    reported_at = models.DateTimeField()
    key = SealedTextField(purpose="exposure.cover.key")
    key_digest = models.CharField(max_length=64, db_index=True)
    last_digest = models.CharField(max_length=64, db_index=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    report = models.PositiveSmallIntegerField()
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="covers")
    revoked_in = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="covers_back")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="exposure_cover_order")]
        indexes = [models.Index(fields=["batch", "ends_at"], name="exposure_cover_waiting")]
