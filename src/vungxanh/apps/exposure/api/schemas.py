"""What the API of codes and batches takes and gives."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from vungxanh.apps.exposure.actions.quotas import MOST_EXTRA
from vungxanh.apps.exposure.models import AsideWhy, CodeKind, ReportType
from vungxanh.apps.exposure.queries.codes import CodeState
from vungxanh.kit.api.schemas import ProblemOut, Strict

Reason = Annotated[str, Field(max_length=300)]


class CodeIssueIn(Strict):
    """A code to issue; `subject` is the opaque number of the person in case work, a new one when left out."""

    kind: CodeKind
    since_on: date
    subject: UUID | None = None
    place: Annotated[
        str, Field(max_length=40, description="Code of the unit the person is in; the caller's own place when empty")
    ] = ""
    report_type: ReportType = ReportType.TEST
    onset_on: date | None = None
    tested_on: date | None = None
    phone: Annotated[str, Field(max_length=20, description="Binds a code for the app of 2020; not kept")] = ""
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


class CodeIssuedOut(CodeOut):
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


class CodeReasonIn(Strict):
    """The reason."""

    why: Reason


class RevokedOut(Schema):
    """How many uploads were taken back."""

    uploads: int


class ReportOut(Schema):
    """What waits for a health officer; the caller has to speak to the person first.

    `kind` is `contact`, somebody who reported themselves, or `case`, keys that came with six digits bound to no number:
    of that person nothing is said here.
    """

    id: UUID
    kind: str
    received_at: datetime
    way: str
    place: str | None
    full_name: str
    phone: str
    address: str
    encounters: int
    minutes: int


class JudgedOut(Schema):
    """Where the report stands now."""

    id: UUID
    state: str


class AskedFirstOut(ProblemOut):
    """Nothing was confirmed: `instead` is the operation that asks whose report it is, and confirms it by the answer."""

    instead: str


class BatchOut(Schema):
    """A published batch."""

    number: int
    made_at: datetime
    rows: int
    size: int
    sha256: str
    withdrawn_at: datetime | None


class AsideOut(Schema):
    """So many keys of one upload that are not published, and why; `others`: known as another person's."""

    id: int
    why: AsideWhy
    keys: int
    at: datetime
    unit: str
    place: str | None
    dismissed_at: datetime | None
    dismissed_why: str


class SigningKeyOut(Schema):
    """A key that signs batches, or the root (version 0) that signs the set of keys; never its private part."""

    version: int
    key_id: str
    is_root: bool
    valid_from: datetime
    valid_until: datetime
    retired_at: datetime | None
    distrusted_at: datetime | None


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
