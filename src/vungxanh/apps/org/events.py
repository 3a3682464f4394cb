"""What the organisation announces to features above it."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class UnitsChanged:
    """Units were added, renamed, moved, merged or ended; `codes` names them, `on` is the day it holds from."""

    codes: tuple[str, ...]
    on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class PostsChanged:
    """People took up or left posts in a unit."""

    unit_id: int
    user_ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class StandInAsked:
    """Somebody was asked to stand in and has not answered yet."""

    stand_in_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class StandInAnswered:
    """The person who was asked has accepted or declined."""

    stand_in_id: int
    accepted: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class StandInEnded:
    """A stand-in ends earlier than agreed; `by` is the key of who ended it."""

    stand_in_id: int
    on: date
    by: str
    at: datetime
