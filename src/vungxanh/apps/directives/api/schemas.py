"""What the directives API takes and gives."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import ConfigDict


class DirectiveRow(Schema):
    """A directive in a list."""

    id: int
    number: str
    symbol: str
    type: str
    date: date | None
    issuer: str
    subject: str
    stage: str
    version: int
    tasks: int
    received_at: datetime


class DirectivePage(Schema):
    """One page; `next` and `previous` are cursors, empty at the ends."""

    items: list[DirectiveRow]
    next: str
    previous: str


class ReceptionOut(Schema):
    """What became of an upload: `directive` is set once it is read."""

    id: int
    state: str
    page: int
    pages: int
    problem: str
    directive: int | None


class Strict(Schema):
    """A body in which an unknown key is an error rather than ignored."""

    model_config = ConfigDict(extra="forbid")


class HeaderIn(Strict):
    """Facts of the head to change; keys left out stay."""

    number: str | None = None
    symbol: str | None = None
    type: str | None = None
    place: str | None = None
    dated: date | None = None
    issuer: str | None = None
    subject: str | None = None
    urgency: str | None = None


class PartyIn(Strict):
    """A unit code or group key with its role."""

    role: Literal["lead", "cooperate", "inform"]
    code: str


class TaskIn(Strict):
    """What to change in a task; exactly one of the kinds of change a request, so that each is one step to undo."""

    text: str | None = None
    section: str | None = None
    lead_mode: str | None = None
    deadline: date | None = None
    recurrence: str | None = None
    add: list[PartyIn] | None = None
    remove: list[str] | None = None


# The document has the stable keys of `core.directives.jsonform`; its shape is documented there and in docs/api.
Document = dict[str, Any]
