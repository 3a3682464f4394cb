"""One unit's duty under one task."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import Directive, DirectiveTask, Recurrence, TaskRole
from vungxanh.apps.directives.models.recurrence import in_words
from vungxanh.apps.org.models import Unit
from vungxanh.apps.work.periods import label_of


class State(models.TextChoices):
    """Where an assignment stands; REPORTED and ACCEPTED are two people's two acts (trạng thái)."""

    NOT_STARTED = "not_started", _("chưa bắt đầu")
    DOING = "doing", _("đang làm")
    REPORTED = "reported", _("chờ duyệt")
    ACCEPTED = "accepted", _("đã xong")
    CLOSED = "closed", _("đã đóng")
    TRANSFERRED = "transferred", _("đã chuyển")


class Turn(models.TextChoices):
    """Whose move it is (lượt): the unit's, the giver's, or nobody's once the assignment has ended."""

    UNIT = "unit", _("đơn vị thực hiện")
    GIVER = "giver", _("đơn vị giao")
    NOBODY = "", _("đã kết thúc")


OPEN_STATES = (State.NOT_STARTED, State.DOING, State.REPORTED)
TURNS = {State.NOT_STARTED: Turn.UNIT, State.DOING: Turn.UNIT, State.REPORTED: Turn.GIVER}
NO_DEADLINE = datetime(2999, 12, 31, tzinfo=UTC)
# True of every row. An index of all in the list's order is kept for who sees all: only a query that says this may use
# it, because over few units the planner would read the whole of it for their few rows.
OF_EVERYONE = Q(id__gt=0)
# Long columns of the letter that no list of assignments needs.
LETTER_BODY = ("directive__text", "directive__reading", "directive__explained")


class Assignment(models.Model):
    """A task given to one unit in one role (nhiệm vụ được giao).

    Exactly one lead each: a task with joint leads is one lead assignment per unit, linked by the task. Co-operating and
    for-information rows point to the lead they serve (`lead`) when the task has one lead only; among several leads they
    serve the task as a whole and point to none. A cascade hangs below its `parent`. The first of a recurring duty holds
    its `recurrence`; repeats point to it by `series` and count up in `number`, the period since the duty began.

    `repeats` is false of a handed-down row that was closed for good: the parent's next turn does not give it again.

    A turn names the period it reports on by `period_kind` and any day of it. `continues_with` takes the next turns of a
    series whose own unit has ended. When units merge, one row of the same duty stays and the others point to it by
    `merged_into`; `orphaned_at` is set while the unit that held it has ended and nobody carries on its work.

    `is_open`, `turn` and `sort_due_at` repeat what `state` and `due_at` say, for the inbox's indexes; constraints hold
    them equal, `move_to` and `fall_due` set them.
    """

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    task = models.ForeignKey(DirectiveTask, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    role = models.CharField(max_length=10, choices=TaskRole.choices)
    lead = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="partners")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", db_index=False
    )
    series = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="occurrences", db_index=False
    )
    number = models.PositiveIntegerField(default=1)
    recurrence = models.CharField(max_length=12, choices=Recurrence.choices, blank=True, default=Recurrence.NONE)
    recurrence_detail = models.CharField(max_length=60, blank=True)
    continues_with = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    period_kind = models.CharField(max_length=12, choices=Recurrence.choices, blank=True, default=Recurrence.NONE)
    period_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    orphaned_at = models.DateTimeField(null=True, blank=True)
    repeats = models.BooleanField(default=True)
    transferred_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    performer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
        db_index=False,
    )
    title = models.CharField(max_length=300)
    instruction = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NOT_STARTED)
    is_open = models.BooleanField(default=True)
    turn = models.CharField(max_length=6, choices=Turn.choices, blank=True, default=Turn.UNIT)
    percent = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    sort_due_at = models.DateTimeField(default=NO_DEADLINE)
    assigned_by = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="given", db_index=False)
    assigned_at = models.DateTimeField()
    reported_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    extension_asked = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="work_percent"),
            models.CheckConstraint(
                condition=Q(is_open=True, turn="unit", state__in=["not_started", "doing"])
                | Q(is_open=True, turn="giver", state="reported")
                | Q(is_open=False, turn="", state__in=["accepted", "closed", "transferred"]),
                name="work_turn_is_state",
            ),
            models.CheckConstraint(
                condition=Q(due_at=None, sort_due_at=NO_DEADLINE) | Q(due_at__isnull=False, sort_due_at=F("due_at")),
                name="work_sorts_by_deadline",
            ),
            models.CheckConstraint(condition=~Q(state="reported") | Q(reported_at__isnull=False), name="work_reported"),
            models.CheckConstraint(condition=~Q(state="accepted") | Q(accepted_at__isnull=False), name="work_accepted"),
            models.CheckConstraint(condition=Q(is_open=True) | Q(extension_asked=False), name="work_asks_while_open"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(state="transferred", recurrence=""), name="work_merged_is_over"
            ),
            models.UniqueConstraint(
                fields=["series", "number"], condition=Q(series__isnull=False), name="work_once_a_turn"
            ),
            # A unit does one task once: as lead, co-operating or informed. What it passed on does not count.
            models.UniqueConstraint(
                fields=["task", "unit", "number"],
                condition=Q(parent__isnull=True) & ~Q(state="transferred"),
                name="work_once_a_unit",
            ),
            models.UniqueConstraint(
                fields=["parent", "unit"],
                condition=Q(parent__isnull=False) & ~Q(state="transferred"),
                name="work_once_below",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "turn", "sort_due_at", "id"], name="work_inbox"),
            models.Index(fields=["performer", "turn", "sort_due_at", "id"], name="work_of_person"),
            models.Index(fields=["assigned_by", "turn", "sort_due_at", "id"], name="work_to_accept"),
            models.Index(
                fields=["assigned_by", "sort_due_at", "id"], condition=Q(extension_asked=True), name="work_asking"
            ),
            models.Index(fields=["directive", "state", "unit"], name="work_of_directive"),
            models.Index(fields=["task", "unit"], name="work_of_task"),
            models.Index(fields=["parent", "state"], name="work_below"),
            models.Index(fields=["sort_due_at"], condition=Q(turn="unit"), name="work_due"),
            models.Index(fields=["task"], condition=~Q(recurrence=""), name="work_recurring"),
            models.Index(
                fields=["assigned_by", "sort_due_at", "id"], condition=Q(orphaned_at__isnull=False), name="work_orphans"
            ),
            models.Index(
                fields=["unit", "turn", "sort_due_at", "id"],
                condition=Q(is_open=True, assigned_by=F("unit")),
                name="work_self_given",
            ),
            models.Index(fields=["-is_open", "sort_due_at", "id"], condition=OF_EVERYONE, name="work_of_everyone"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period_label(self) -> str:
        """The period a turn reports on, "Tháng 8/2020"; empty for a duty done once."""
        return label_of(self.period_kind, self.period_on) if self.period_on else ""

    @property
    def recurrence_words(self) -> str:
        """How often a series comes back and when, in words."""
        return in_words(self.recurrence, self.recurrence_detail)

    def move_to(self, state: State) -> None:
        """Change the state with the two columns that repeat it."""
        self.state, self.turn = state, TURNS.get(state, Turn.NOBODY)
        self.is_open = state in OPEN_STATES

    def fall_due(self, due_at: datetime | None) -> None:
        """Set the deadline with the column that sorts by it; None is "không có thời hạn"."""
        self.due_at, self.sort_due_at = due_at, due_at or NO_DEADLINE
