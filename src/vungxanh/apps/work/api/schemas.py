"""What the work API gives and takes."""

from datetime import date, datetime

from ninja import Field, Schema

from vungxanh.apps.directives.models import TaskRole
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.queries.reach import Channel
from vungxanh.apps.work.models import EntryKind, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.inbox import Box, Why


class UnitRef(Schema):
    """A unit by its code."""

    code: str
    name: str


class DirectiveRef(Schema):
    """The letter an assignment comes from."""

    id: int
    number: str
    subject: str


class AssignmentOut(Schema):
    """A duty of one unit; `version` is also the ETag of its record."""

    id: int
    title: str
    instruction: str
    directive: DirectiveRef
    unit: UnitRef
    assigned_by: UnitRef
    role: TaskRole
    state: State
    percent: int
    due_at: datetime | None
    number: int
    version: int


class InboxItem(AssignmentOut):
    """A row of the inbox with its reason; `days_left` are working days, negative when late."""

    why: Why
    days_left: int | None


class InboxOut(Schema):
    """One page of the inbox; `counts` stop at 1000."""

    items: list[InboxItem]
    next: str
    previous: str
    counts: dict[Box, int]


class EntryOut(Schema):
    """One step of the thread."""

    id: int
    kind: EntryKind
    by: str
    unit: UnitRef | None
    at: datetime
    percent: int | None
    text: str
    files: list[str]


class SourceOut(Schema):
    """The words of the letter, with some text around them."""

    before: str
    text: str
    after: str


class CountsOut(Schema):
    """How many assignments stand where."""

    total: int
    not_started: int
    doing: int
    reported: int
    accepted: int
    closed: int
    late_open: int
    on_time: int
    late_done: int


class RollupOut(Schema):
    """What the units below have done; `percent` is their mean progress."""

    counts: CountsOut
    percent: int


class ExtensionOut(Schema):
    """A request for more time that waits for a decision."""

    id: int
    asked_at: datetime
    new_due_at: datetime
    reason: str


class RecordOut(AssignmentOut):
    """An assignment with its thread, source and the acts open to the caller now."""

    source: SourceOut
    thread: list[EntryOut]
    below: RollupOut | None
    extension: ExtensionOut | None
    acts: list[Act]
    days_left: int | None


class ReasonIn(Schema):
    """Why."""

    reason: str = Field(max_length=1000)


class TextIn(Schema):
    """Words; may be empty."""

    text: str = Field("", max_length=5000)


class TransferIn(ReasonIn):
    """Where the duty goes: a unit's code."""

    to: str


class ExtensionIn(ReasonIn):
    """The day asked for."""

    until: date


class PerformerIn(TextIn):
    """The username of the person."""

    username: str


class CascadeIn(Schema):
    """To which units (all directly below when empty), with what words and by when."""

    units: list[str] = []
    instruction: str = Field("", max_length=5000)
    due_on: date | None = None


class CascadeOut(Schema):
    """How many duties were handed down and how many units had theirs."""

    made: int
    skipped: int


class ReachOut(Schema):
    """A unit without an account and how to reach it."""

    unit: UnitRef
    channel: Channel
    contact: str


class LevelOut(Schema):
    """What issuing gives one level."""

    level: Level
    units: int
    assignments: int


class PreviewOut(Schema):
    """What issuing would do."""

    assignments: int
    units: int
    levels: list[LevelOut]
    unreached: list[ReachOut]
    unresolved: list[str]
    without_lead: list[int]
    without_deadline: int
    period_unset: list[int]


class IssuedOut(Schema):
    """What issuing made."""

    assignments: int
    leads: int
    cooperating: int
    informed: int
    units: int
    unresolved: list[str]
    without_lead: list[int]
