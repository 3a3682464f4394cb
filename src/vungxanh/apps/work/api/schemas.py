"""What the work API gives."""

from datetime import datetime

from ninja import Schema

from vungxanh.apps.directives.models import Recurrence, TaskRole
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.queries.reach import Channel
from vungxanh.apps.work.models import EntryKind, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.inbox import Box, Why
from vungxanh.kit.api.schemas import PageOut


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
    """A duty of one unit; `version` is what acts on many send, and the first part of its record's ETag.

    The first of a recurring duty holds its `recurrence`, with the moment in the period as stored ("weekday=thu"); each
    turn names the period it reports on ("Tháng 8/2020").
    """

    id: int
    title: str
    instruction: str
    directive: DirectiveRef
    task: int
    parent: int | None
    unit: UnitRef
    assigned_by: UnitRef
    performer: str | None
    role: TaskRole
    state: State
    percent: int
    assigned_at: datetime
    due_at: datetime | None
    reported_at: datetime | None
    accepted_at: datetime | None
    extension_asked: bool
    number: int
    period_label: str
    recurrence: Recurrence | None
    recurrence_detail: str | None
    version: int


class AssignmentPage(PageOut[AssignmentOut]):
    """One page of a list; `total` is counted when it was asked for."""

    total: int | None = None


class InboxItem(AssignmentOut):
    """A row of the inbox with its reason; `days_left` are working days, negative when late."""

    why: Why
    days_left: int | None


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


class NumbersOut(Schema):
    """The caller's numbers: what waits in each box (counting stops at 1000), and where the unit's own work stands."""

    boxes: dict[Box, int]
    unit: CountsOut


class InboxOut(PageOut[InboxItem]):
    """One page of the inbox; `counts` stop at 1000."""

    counts: dict[Box, int]


class BoardRowOut(Schema):
    """A unit of the board; `below` says whether its counts take in the units below it."""

    unit: UnitRef
    level: Level
    below: bool
    counts: CountsOut
    share_done: float | None


class BoardOut(Schema):
    """The units by state, and all of them together."""

    rows: list[BoardRowOut]
    total: CountsOut


class EvidenceOut(Schema):
    """A file handed in as evidence; `id` is that of its download."""

    id: int
    name: str
    size: int
    media_type: str


class EntryOut(Schema):
    """One step of the thread."""

    id: int
    kind: EntryKind
    by: str
    unit: UnitRef | None
    at: datetime
    percent: int | None
    text: str
    files: list[EvidenceOut]


class SourceOut(Schema):
    """The words of the letter, with some text around them."""

    before: str
    text: str
    after: str


class RollupOut(Schema):
    """What the units below have done; `percent` is their mean progress."""

    counts: CountsOut
    percent: int


class ExtensionOut(Schema):
    """A request for more time that waits for a decision; a day off that was asked for means the next working day."""

    id: int
    asked_at: datetime
    new_due_at: datetime
    reason: str


class RelatedOut(Schema):
    """Another assignment of the same task, or another turn of the same duty."""

    id: int
    unit: UnitRef
    role: TaskRole
    state: State
    percent: int
    number: int
    period_label: str
    due_at: datetime | None


class RecordOut(AssignmentOut):
    """An assignment with its source, thread, partners and turns, and the acts open to the caller now."""

    source: SourceOut
    thread: list[EntryOut]
    partners: list[RelatedOut]
    turns: list[RelatedOut]
    below: RollupOut | None
    extension: ExtensionOut | None
    acts: list[Act]
    days_left: int | None


class NodeOut(RelatedOut):
    """An assignment with those below it, units in the order of the tree."""

    performer: str | None
    version: int
    below: list["NodeOut"]


class ReceiverOut(UnitRef):
    """A unit that may receive the duty; `held_from` is who gave it the same task already, when handing down."""

    held_from: UnitRef | None = None


class ColleagueOut(Schema):
    """A person of the caller's unit."""

    username: str
    name: str


class CascadeOut(Schema):
    """How many duties were handed down and how many units had theirs.

    `held` are the units left out because others had given them the same task; name them in `units` to give it anyway.
    """

    made: int
    skipped: int
    held: list[UnitRef]


class CopyOut(Schema):
    """How many units received the duty, how many had it, and how many rows were made with all levels below."""

    units: int
    skipped: int
    made: int


class AcceptedOut(Schema):
    """How many were accepted, and how many were not reported or not the caller's to accept.

    `open_below` were left because duties below them are open: accept these one by one and say what becomes of them.
    """

    accepted: int
    skipped: int
    open_below: int


class DoneOut(Schema):
    """How many assignments an act was done on."""

    done: int


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


class TaskPreviewOut(Schema):
    """One task of the letter: how many units would lead, co-operate and be informed."""

    task: int
    leads: int
    cooperating: int
    informed: int


class PreviewOut(Schema):
    """What issuing would do."""

    assignments: int
    units: int
    levels: list[LevelOut]
    tasks: list[TaskPreviewOut]
    unreached: list[ReachOut]
    unresolved: list[str]
    without_lead: list[int]
    without_deadline: int
    period_unset: list[int]
    past_due: list[int]


class IssuedOut(Schema):
    """What issuing made."""

    assignments: int
    leads: int
    cooperating: int
    informed: int
    units: int
    unresolved: list[str]
    without_lead: list[int]
