"""Imports are staged first: good rows wait, bad rows say why, nothing enters twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models.person import Person
from vungxanh.apps.org.models import Unit
from vungxanh.kit.sealing.fields import SealedTextField


class ImportState(models.TextChoices):
    """Where an import stands (trạng thái nhập)."""

    READING = "reading", _("đang đọc")
    STAGED = "staged", _("chờ xác nhận")
    ENTERING = "entering", _("đang nhập")
    DONE = "done", _("đã nhập")
    REFUSED = "refused", _("không đọc được")
    DISCARDED = "discarded", _("đã bỏ")


class RowState(models.TextChoices):
    """Where one row stands (trạng thái dòng)."""

    READY = "ready", _("sẵn sàng")
    BAD = "bad", _("có lỗi")
    SAME = "same", _("đã có")
    MAYBE = "maybe", _("có thể trùng")
    ENTERED = "entered", _("đã nhập")
    LEFT = "left", _("bỏ qua")


class Import(models.Model):
    """One file or pasted table of cases or contacts (đợt nhập)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="case_imports")
    by = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    template = models.CharField(max_length=20)
    name = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.READING)
    reason = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)


class ImportRow(models.Model):
    """One row of it: its place in the file, what it says (sealed), what is wrong with it, and whom it became."""

    part_of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    content = SealedTextField(purpose="cases.import.content")
    state = models.CharField(max_length=7, choices=RowState.choices)
    problems = models.JSONField(default=list, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part_of", "number"], name="cases_import_row_once")]
        indexes = [models.Index(fields=["part_of", "state", "number"], name="cases_import_state")]
