"""What the API of codes and batches takes and gives."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from vungxanh.apps.exposure.actions.quotas import MOST_EXTRA
from vungxanh.apps.exposure.models import CodeKind, ReportType
from vungxanh.apps.exposure.queries.codes import CodeState
from vungxanh.kit.api.schemas import Strict

Reason = Annotated[str, Field(max_length=300)]


class IssueIn(Strict):
    """A code to issue; `subject` is the opaque number of the person in case work, a new one when left out."""

    kind: CodeKind
    since_on: date
    subject: UUID | None = None
    report_type: ReportType = ReportType.TEST
    onset_on: date | None = None
    tested_on: date | None = None
    phone: Annotated[str, Field(max_length=20, description="Needed for the app of 2020; not kept")] = ""
    by_text: Annotated[bool, Field(description="Try to send the code to the number")] = False


class CodeOut(Schema):
    """A code without its text."""

    id: UUID
    kind: CodeKind
    state: CodeState
    unit: str
    issued_at: datetime
    expires_at: datetime
    since_on: date


class IssuedOut(CodeOut):
    """A code as it is issued: `text` is told this once; `sent` whether a message went out, null when none was asked."""

    text: str
    subject: UUID
    sent: bool | None


class QuotaOut(Schema):
    """What the caller's unit issued today, of how many; `extra` of those beyond its quota, and why."""

    issued: int
    claimed: int
    allowed: int
    extra: int
    why: str


class CodesOut(Schema):
    """Today's codes of the caller's place, the newest first, and the unit's quota."""

    items: list[CodeOut]
    quota: QuotaOut


class ExtendIn(Strict):
    """So many more codes today, and why."""

    more: Annotated[int, Field(ge=1, le=MOST_EXTRA)]
    why: Reason


class WhyIn(Strict):
    """The reason."""

    why: Reason


class RevokedOut(Schema):
    """How many uploads were taken back."""

    uploads: int


class BatchOut(Schema):
    """A published batch."""

    number: int
    made_at: datetime
    rows: int
    size: int
    sha256: str
    withdrawn_at: datetime | None


class WaitingOut(Schema):
    """Keys of one UTC day that are not out: from when they may go, and with which batch they can."""

    day: datetime
    keys: int
    free_at: datetime
    batch_at: datetime | None
    is_embargoed: bool


class PublicationOut(Schema):
    """When the next batch comes (null: nobody reported lately) and what waits for it."""

    due: datetime | None
    waiting: list[WaitingOut]
