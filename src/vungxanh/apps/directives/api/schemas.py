"""What the directives API takes and gives; the document's keys are those of docs/guides/directive-json.md."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema

from vungxanh.apps.directives.models import LeadMode, ReceptionState, Recurrence, Stage, TaskRole
from vungxanh.kit.api.schemas import Code, Strict

Line = Annotated[str, Field(max_length=300)]
Offset = Annotated[int, Field(ge=0, le=2**31 - 1)]
Span = tuple[int, int]


class DirectiveRow(Schema):
    """A directive in a list."""

    id: int
    number: str
    symbol: str
    type: str
    date: date | None
    issuer: str
    subject: str
    unit: str
    stage: Stage
    version: int
    tasks: int
    received_at: datetime


class ReceptionOut(Schema):
    """What became of an upload: `directive` is set once it is read; `is_repeat` when the unit had the letter."""

    id: int
    name: str
    at: datetime
    state: ReceptionState
    page: int
    pages: int
    problem: str
    directive: int | None
    is_repeat: bool


class RefOut(Schema):
    """A mention of a unit or group: as written, its directory name, its unit code or group key."""

    text: str
    name: str
    code: str | None


class AddresseeOut(Schema):
    """One line of "Kính gửi"."""

    text: str
    orgs: list[RefOut]


class DeadlineOut(Schema):
    """A deadline and who set it: text, rule or person; without a date it waits for one."""

    date: date | None
    origin: str


class TaskOut(Schema):
    """One duty of the letter; `span` is [start, end) in the directive's text, `moment` that of its period in words."""

    id: str
    section: str
    text: str
    span: Span
    verb: str | None
    lead: list[RefOut]
    lead_mode: LeadMode
    cooperate: list[RefOut]
    inform: list[RefOut]
    channels: list[str]
    targets: list[str]
    recurrence: Recurrence | None
    recurrence_text: str | None
    recurrence_detail: str | None
    moment: str | None
    deadline: DeadlineOut | None
    confidence: float


class SignatureOut(Schema):
    """The signature block: authority lines in order, then position and name."""

    authority: list[str] = []
    position: str | None = None
    signer: str | None = None


class ArchiveOut(Schema):
    """The last line of "Nơi nhận"."""

    units: list[str] = []
    drafter: str | None = None


class WarningOut(Schema):
    """Something the reader of letters was not sure of."""

    code: str
    message: str
    span: Span | None = None
    values: dict[str, str] = {}


class DocumentOut(Schema):
    """The reading with what people changed since; `explained` are the spans that need no task."""

    id: int
    stage: Stage
    version: int
    unit: str
    number: str | None
    symbol: str | None
    type: str
    place: str | None
    date: date | None
    issuer: str | None
    subject: str | None
    urgency: str | None
    addressees: list[AddresseeOut]
    tasks: list[TaskOut]
    footnotes: list[str]
    signature: SignatureOut | None
    cc: list[str]
    archive: ArchiveOut | None
    warnings: list[WarningOut]
    explained: list[Span]
    text: str


class PointOut(Schema):
    """One point of the coverage check; `task` or `span` say where it is."""

    kind: str
    level: Literal["blocking", "advisory"]
    message: str
    task: int | None
    span: Span | None


class UnreachedOut(Schema):
    """Units of one addressee without an account, and the channel that reaches them."""

    name: str
    count: int
    channel: str


class CoverageOut(Schema):
    """What keeps the directive from being confirmed, what to look at, and whom this system does not reach."""

    items: list[PointOut]
    unreached: list[UnreachedOut]


class CutOut(Schema):
    """A place to split a task: `offset` is what the split takes, with a few words either side."""

    offset: int
    before: str
    after: str


class EditOut(Schema):
    """One change at the desk: `version` is the one it made; `undone` when it was taken back."""

    version: int
    verb: str
    summary: str
    by: str
    at: datetime
    undone: bool


class LetterIn(Strict):
    """A letter's text, from the number to the recipients."""

    text: str = Field(min_length=1, max_length=400_000)


class HeaderIn(Strict):
    """Facts of the head to change; keys left out stay."""

    number: str | None = Field(None, max_length=20)
    symbol: str | None = Field(None, max_length=60)
    type: str | None = Field(None, max_length=60)
    place: str | None = Field(None, max_length=100)
    dated: date | None = None
    issuer: str | None = Field(None, max_length=200)
    subject: str | None = Field(None, max_length=500)
    urgency: str | None = Field(None, max_length=30)


class PartyIn(Strict):
    """A unit code or group key with its role."""

    role: TaskRole
    code: Code


class ExchangeIn(Strict):
    """A unit or group in the place of the one named: by its code, or by the letter's words while it has none."""

    party: Line
    code: Code


class TaskIn(Strict):
    """What to change in a task; exactly one of the kinds of change a request, so that each is one step to undo.

    The kinds: text, section and lead_mode; add, remove and replace; deadline; recurrence (null for once), with the
    moment in the period in words ("thứ Sáu", "ngày 25"; empty for its end).
    """

    text: str | None = Field(None, max_length=20_000)
    section: Line | None = None
    lead_mode: LeadMode | None = None
    deadline: date | None = None
    recurrence: Recurrence | None = None
    moment: str | None = Field(None, max_length=80)
    add: list[PartyIn] | None = Field(None, max_length=300)
    remove: list[Line] | None = Field(None, max_length=300)
    replace: list[ExchangeIn] | None = Field(None, max_length=300)


class SpanIn(Strict):
    """A passage [start, end) of the directive's text."""

    start: Offset
    end: Offset


class SplitIn(Strict):
    """Where to cut a task, in characters of its own text."""

    offset: Offset


class ConfirmIn(Strict):
    """Whether tasks without a deadline shall have none (422 names them otherwise); nobody is reminded of those."""

    without_deadline_confirmed: bool = False


class HandOverIn(Strict):
    """To which unit (its code), and why."""

    to: Code
    reason: str = Field(min_length=1, max_length=1000)


class HandedOverOut(Schema):
    """Whether the unit goes on with it; false when it has the same letter, and this one was withdrawn."""

    moved: bool


class WithdrawIn(Strict):
    """Why it is taken back."""

    reason: str = Field(min_length=1, max_length=1000)
