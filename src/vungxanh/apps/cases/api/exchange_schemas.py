"""What the API gives of duplicates, merges and imports; people are there only as far as the caller may read them."""

from datetime import datetime

from ninja import Schema

from vungxanh.apps.cases.api.schemas import PersonRef, SentenceOut, TracedPersonOut
from vungxanh.apps.cases.exchange.columns import Kind, Template
from vungxanh.apps.cases.models import ImportState, RowState
from vungxanh.kit.api.schemas import PageOut, ProblemOut


class CandidateOut(Schema):
    """A record that may be the same person: 0.5 to 1, and why; null and nothing unless both identities are open."""

    person: TracedPersonOut
    score: float | None
    reasons: list[SentenceOut]


class AlikeOut(Schema):
    """Two records that may be one person, and why; null and nothing unless both identities are open."""

    id: int
    one: TracedPersonOut
    other: TracedPersonOut
    found_at: datetime
    score: float | None
    reasons: list[SentenceOut]


class AlikePageOut(PageOut[AlikeOut]):
    """Pairs page by page; `is_complete` is false while older records are still compared and pairs are missing."""

    is_complete: bool


class MayBeKnownOut(ProblemOut):
    """Nobody was entered: who it may be, the likest first; say `same` or `others` and send it again."""

    candidates: list[CandidateOut]


class MergeOut(Schema):
    """A merge; undoing it puts back every row."""

    id: int
    kept: int
    absorbed: int
    at: datetime
    undone_at: datetime | None


class StagedImportOut(Schema):
    """Staged rows by state; `entering` goes on in the background until `done`."""

    id: int
    kind: Kind
    template: Template
    name: str
    state: ImportState
    made_at: datetime
    done_at: datetime | None
    rows: dict[RowState, int]


class ProblemOfRow(Schema):
    """What is wrong with a row, or why it may be somebody known; `column` as the file spells it."""

    column: str
    message: str


class ImportRowOut(Schema):
    """One row by its number in the file (the header is row 1)."""

    number: int
    state: RowState
    person: PersonRef | None
    problems: list[ProblemOfRow]
