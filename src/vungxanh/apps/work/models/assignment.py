"""One unit's duty under one task."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import Directive, DirectiveTask, TaskRole
from vungxanh.apps.org.models import Unit


class State(models.TextChoices):
    """Where an assignment stands; REPORTED and ACCEPTED are two people's two acts (trạng thái)."""

    NOT_STARTED = "not_started", _("chưa bắt đầu")
    DOING = "doing", _("đang làm")
    REPORTED = "reported", _("chờ duyệt")
    ACCEPTED = "accepted", _("đã xong")
    CLOSED = "closed", _("đã đóng")
    TRANSFERRED = "transferred", _("đã chuyển")


OPEN_STATES = (State.NOT_STARTED, State.DOING, State.REPORTED)


class Assignment(models.Model):
    """A task given to one unit in one role (nhiệm vụ được giao).

    Exactly one lead each: a task with joint leads is one lead assignment per unit, linked by the task. Co-operating and
    for-information rows point to the lead they serve (`lead`). A cascade hangs below its `parent`; repeats of a recurring
    duty share `series`, the first of them, and count up in `number`.
    """

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="assignments")
    task = models.ForeignKey(DirectiveTask, on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=10, choices=TaskRole.choices)
    lead = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="partners")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    series = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="occurrences")
    number = models.PositiveIntegerField(default=1)
    transferred_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    performer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="assignments"
    )
    title = models.CharField(max_length=300)
    instruction = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_STARTED)
    is_open = models.BooleanField(default=True)
    percent = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    assigned_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="given")
    assigned_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="work_percent"),
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=["not_started", "doing", "reported"])
                | Q(is_open=False, state__in=["accepted", "closed", "transferred"]),
                name="work_open_is_state",
            ),
            models.CheckConstraint(condition=~Q(state="reported") | Q(reported_at__isnull=False), name="work_reported"),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(accepted_at__isnull=False), name="work_accepted"),
            models.UniqueConstraint(fields=["series", "number"], condition=Q(series__isnull=False), name="work_once_a_turn"),
        ]
        indexes = [
            models.Index(fields=["unit", "is_open", "due_at", "id"], name="work_inbox"),
            models.Index(fields=["directive", "state", "unit"], name="work_of_directive"),
            models.Index(fields=["performer", "is_open", "due_at"], name="work_of_person"),
            models.Index(fields=["is_open", "due_at"], condition=Q(is_open=True), name="work_due"),
            models.Index(fields=["assigned_by", "state", "reported_at"], name="work_to_accept"),
        ]

    def __str__(self) -> str:
        return self.title
