"""What the work API takes."""

from datetime import date
from typing import Annotated

from ninja import Field, Schema

from vungxanh.apps.directives.models import TaskRole
from vungxanh.apps.work.actions.review import Below
from vungxanh.apps.work.models import State
from vungxanh.apps.work.queries.closing import Extent
from vungxanh.kit.api.schemas import Code, Id, Strict, Words

MOST_AT_ONCE = 200
Codes = Annotated[list[Code], Field(max_length=500)]
Text = Annotated[str, Field(max_length=5000)]


class Filters(Schema):
    """What a list is narrowed to, as on the list's page; without `role` what is for information is left out."""

    unit: Code = Field("", description="A unit's code")
    below: bool = Field(default=False, description="Take the units below `unit` in")
    state: State | None = None
    late: bool = Field(default=False, description="Open past the deadline")
    given: bool = Field(default=False, description="Given by the caller's unit")
    directive: Id | None = None
    task: Id | None = None
    role: TaskRole | None = None
    q: Words = Field("", description="Words of the letter, the task or the unit, accents or not")


class ReasonIn(Strict):
    """Why."""

    reason: str = Field(max_length=1000)


class TextIn(Strict):
    """Words; may be empty."""

    text: Text = ""


class AcceptIn(TextIn):
    """What becomes of duties still open below, which must be said when there are any (409 names how many)."""

    below: Below | None = Field(None, description="`keep`: who gave them still answers; `close`: they end")


class CloseIn(ReasonIn):
    """How much of a recurring duty ends, which must be said when other turns stand or follow (422)."""

    extent: Extent | None = Field(None, description="`turn`: the next one is given; `series`: all open turns, no next")


class IssueIn(Strict):
    """Whether tasks whose deadline has passed are issued as they stand (409 names them otherwise)."""

    past_due_confirmed: bool = False


class TransferIn(ReasonIn):
    """Where the duty goes: a unit's code."""

    to: Code


class ExtensionIn(ReasonIn):
    """The day asked for; when nobody works on it, the next working day holds (`extension.new_due_at` of the answer)."""

    until: date


class DecisionIn(Strict):
    """The answer to a request for more time; a refusal gives a reason."""

    granted: bool
    reason: str = Field("", max_length=1000)


class PerformerIn(TextIn):
    """The username of the person (see `people`)."""

    username: str = Field(max_length=150)


class HandDownIn(Strict):
    """With what words a duty is handed down and by when; without a day the parent's deadline holds."""

    instruction: Text = ""
    due_on: date | None = None


class CascadeIn(HandDownIn):
    """To which units; when empty, all of the level below to whom nobody else gave the task (see `receivers`)."""

    units: Codes = []


class CopyIn(Strict):
    """Other units that get the same duty, with what hangs below it."""

    to: Annotated[list[Code], Field(min_length=1, max_length=500)]


class Seen(Strict):
    """An assignment and the version of it that the caller read."""

    id: Id
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class ManyIn(Strict):
    """The assignments to act on: all of them or, when one has moved on, none."""

    assignments: list[Seen] = Field(min_length=1, max_length=MOST_AT_ONCE)


class ReturnManyIn(ManyIn, ReasonIn):
    """Why all of these go back."""


class PerformerManyIn(ManyIn, PerformerIn):
    """Who does all of these."""


class CascadeManyIn(ManyIn, HandDownIn):
    """How all of these are handed down to every unit of the level below."""


class HandOverManyIn(ManyIn, TransferIn):
    """Who goes on with all of these."""
