"""A letter on its way in: stored, then read."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models.directive import Directive
from vungxanh.apps.org.models import Unit
from vungxanh.kit.files.models import StoredFile


class ReceptionState(models.TextChoices):
    """How far the reading of an upload has come (tình trạng đọc)."""

    WAITING = "waiting", _("Đang chờ đọc")
    READING = "reading", _("Đang đọc")
    DONE = "done", _("Đã đọc xong")
    FAILED = "failed", _("Không đọc được")


class Reception(models.Model):
    """One upload and what became of it (lượt tiếp nhận); scanned pages are read in the background, page by page."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ReceptionState.choices, default=ReceptionState.WAITING)
    page = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=1000, blank=True)
    directive = models.ForeignKey(
        Directive, null=True, blank=True, on_delete=models.SET_NULL, related_name="receptions"
    )
    is_repeat = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    seat = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state", "at"], name="directives_receptions")]

    def __str__(self) -> str:
        return self.name
