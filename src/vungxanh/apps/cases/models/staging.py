"""Imports are staged first: good rows wait, bad rows say why, nothing enters twice."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models.person import Person
from vungxanh.apps.org.models import Unit
from vungxanh.kit.sealing.fields import SealedTextField


class ImportState(models.TextChoices):
    """Where an import stands (trạng thái nhập)."""

    STAGED = "staged", _("chờ xác nhận")
    ENTERING = "entering", _("đang nhập")
    DONE = "done", _("đã nhập")
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
    """One file or pasted table of cases or contacts (đợt nhập).

    The file itself is not kept: its rows are staged, sealed, and emptied as they enter. `digest` tells the same file.
    `name`, which may be that of a person, is sealed, and None once staged rows go.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="case_imports")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    template = models.CharField(max_length=20)
    name = SealedTextField(purpose="cases.import.name", max_length=200, null=True, blank=True)  # type: ignore[misc]
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=ImportState.choices, default=ImportState.STAGED)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)


class ImportRow(models.Model):
    """One row of it: its place in the file, what it says (sealed), what is wrong with it, and whom it became.

    `key` is a keyed digest of what the row says: the same row of another file is known by it. `leader` is the number of
    the first row of the file with the same identity, which may be its own: such rows become one person. `person` is who
    it may be (`MAYBE`), who the officer says it is (`READY`), or whom it became (`ENTERED`, its content gone).
    """

    part_of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField()
    leader = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    content = SealedTextField(purpose="cases.import.content", blank=True)
    state = models.CharField(max_length=7, choices=RowState.choices)
    problems = models.JSONField(default=list, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part_of", "number"], name="cases_import_row_once")]
        indexes = [
            models.Index(fields=["part_of", "state", "number"], name="cases_import_state"),
            models.Index(fields=["key"], name="cases_import_key", condition=Q(state="entered")),
        ]
