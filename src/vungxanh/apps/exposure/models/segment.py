"""Who is which node of the contact graph, and the immutable day segments it is kept in."""

from django.db import models
from django.db.models import Q

from vungxanh.apps.org.models import Unit


class Holder(models.Model):
    """A phone's owner as a node of the graph (nút): a number that means nothing outside, tied to an opaque subject."""

    subject = models.UUIDField(unique=True)
    made_at = models.DateTimeField()
    last_on = models.DateField(db_index=True)


class Segment(models.Model):
    """The edges of one UTC day in one district, as a Parquet file beside the database (phân đoạn ngày).

    Meetings of people of two districts, or of nobody knows where, stand under the province.

    Columns: one, other (holders, one < other), start_ms, end_ms, near, close, room, far (minutes), max_rssi, mutual.
    A segment is never changed: a rebuilt one is a new file of the next `version`, and retention drops the whole.
    """

    day = models.DateField()
    area = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120, unique=True)
    rows = models.PositiveIntegerField()
    dropped = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    built_at = models.DateTimeField()
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "area"], condition=Q(is_current=True), name="exposure_segment_once"),
        ]
        indexes = [models.Index(fields=["day"], name="exposure_segment_day")]


class Comparison(models.Model):
    """Of which live uploads the segments are the edges (lần đối chiếu gần nhất): one row, locked by who changes them.

    `live` is a digest of those uploads, so that a run finds out whether anything was handed in, revoked or expired.
    """

    live = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="exposure_one_comparison")]
