"""Types that the schemas of several features share."""

from datetime import datetime
from typing import Annotated, Generic, TypeVar

from ninja import Field, Schema
from pydantic import ConfigDict

Item = TypeVar("Item")
LARGEST_ID = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
PageSize = Annotated[int, Field(ge=1, le=199, description="Rows a page")]
Cursor = Annotated[str, Field(max_length=1000, description="`next` or `previous` of another page of the same list")]
Words = Annotated[str, Field(max_length=200)]
Code = Annotated[str, Field(max_length=40)]


class Strict(Schema):
    """A body in which an unknown key is an error rather than ignored."""

    model_config = ConfigDict(extra="forbid")


class PageOut(Schema, Generic[Item]):
    """One page of a list; `next` and `previous` are cursors, empty at the ends."""

    items: list[Item]
    next: str
    previous: str


class HistoryOut(Schema):
    """One entry of the audit log: `verb` is stable, `note` is in the words of who did it."""

    seq: int
    at: datetime
    by: str
    unit: str
    verb: str
    note: str


class FieldProblem(Schema):
    """One wrong field; `row` counts from 1 where it stood in a list."""

    field: str
    message: str
    row: int | None = None


class ProblemOut(Schema):
    """Why a request was refused (RFC 9457), in the reader's language."""

    type: str
    title: str
    status: int
    detail: str
    instance: str = ""
    request: str = Field("", description="Of a fault of ours (500): the number under which the log has it")
    errors: list[FieldProblem] = []
