"""What happened to an assignment, in the words of those who did it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.org.models import Unit
from vungxanh.apps.work.models.assignment import Assignment
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.said import told


class EntryKind(models.TextChoices):
    """What an entry in the thread of an assignment is."""

    PROGRESS = "progress", _("Cập nhật tiến độ")
    REPORT = "report", _("Báo cáo hoàn thành")
    ACCEPT = "accept", _("Chấp nhận")
    RETURN = "return", _("Trả lại")
    TRANSFER = "transfer", _("Chuyển đơn vị")
    EXTENSION_ASKED = "extension_asked", _("Xin gia hạn")
    EXTENSION_GRANTED = "extension_granted", _("Đồng ý gia hạn")
    EXTENSION_REFUSED = "extension_refused", _("Không gia hạn")
    PERFORMER = "performer", _("Giao người thực hiện")
    CASCADE = "cascade", _("Giao cấp dưới")
    COMMENT = "comment", _("Trao đổi")
    COPY = "copy", _("Nhân sang đơn vị khác")
    SEEN = "seen", _("Tiếp nhận để biết")
    CLOSE = "close", _("Đóng")
    SUCCESSION = "succession", _("Kế thừa")


class Entry(models.Model):
    """One step in the life of an assignment (diễn biến); `is_sample` marks what the demonstration made up.

    `text` is what a person wrote, `said` the system's own sentence before it (`vungxanh.kit.said`).
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="entries", db_index=False)
    kind = models.CharField(max_length=20, choices=EntryKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    by_unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    said = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)
    files = models.ManyToManyField(StoredFile, through="EntryFile", related_name="+")

    mentions = models.ManyToManyField(Unit, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["assignment", "at"], name="work_thread")]

    @property
    def words(self) -> str:
        """The system's sentence in the reader's language, then what the person wrote."""
        return "\n".join(part for part in (told(self.said), self.text) if part)


class EntryFile(models.Model):
    """A file handed in as evidence with an entry (minh chứng)."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
