"""What the organisation API gives and takes."""

from datetime import date, datetime
from typing import Any

from ninja import Schema

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Level
from vungxanh.core.records.worktime import DayKind
from vungxanh.kit.api.schemas import Id, Strict


class UnitOut(Schema):
    """A unit with the facts of the day asked for."""

    code: str
    name: str
    kind: str
    level: Level
    parent: str | None
    path: str
    sector: str
    latitude: float | None
    longitude: float | None
    population: int | None
    is_sample: bool


class PeriodOut(Schema):
    """What a unit was between two days; `ends_on` is exclusive."""

    name: str
    kind: str
    level: Level
    parent: str | None
    starts_on: date
    ends_on: date | None


class AliasOut(Schema):
    """Another way letters write the name."""

    id: int
    text: str


class AliasIn(Strict):
    """Another way letters write the name."""

    text: str


class UnitDetail(UnitOut):
    """A unit with its history and other names."""

    aliases: list[str]
    periods: list[PeriodOut]
    successors: list[str]
    predecessors: list[str]


class ChangeOut(Schema):
    """One entry of a unit's history; `told` says the verb in words."""

    seq: int
    at: datetime
    verb: str
    told: str
    by: str
    unit: str
    data: dict[str, Any]


class GroupOut(Schema):
    """A group and how many members it has on the day."""

    key: str
    name: str
    aliases: list[str]
    members: int


class RowError(Schema):
    """One thing wrong with a sheet; the header is row 1, 0 is the whole file."""

    row: int
    field: str
    message: str


class ImportOut(Schema):
    """What an import did, or with `dry_run` would do."""

    units: int
    levels: dict[str, int]
    errors: list[RowError]


class PostOut(Schema):
    """A person's role in a unit; `ends_on` is exclusive."""

    id: int
    unit: str
    username: str
    name: str
    role: Role
    title: str
    is_head: bool
    is_acting: bool
    is_sample: bool
    starts_on: date
    ends_on: date | None


class PostIn(Strict):
    """Whom to appoint, as what, from when; `is_acting` for who acts until somebody is appointed (quyền)."""

    person: str
    role: Role
    starts_on: date
    ends_on: date | None = None
    title: str = ""
    is_head: bool = False
    is_acting: bool = False


class DayIn(Strict):
    """The day from which something holds no more."""

    on: date


class StandInOut(Schema):
    """Somebody who does the work of a post between two days; `state` is asked, accepted, declined or called_off."""

    id: int
    post: int
    unit: str
    title: str
    absent: str
    person: str
    username: str
    starts_on: date
    ends_on: date
    reason: str
    state: str


class StandInsOut(Schema):
    """`asked` are those the caller is asked to do, `lent` those of posts the caller may lend."""

    asked: list[StandInOut]
    lent: list[StandInOut]


class StandInIn(Strict):
    """Which post, who stands in (a user name), and when; `ends_on` is exclusive."""

    post: Id
    person: str
    starts_on: date
    ends_on: date
    reason: str


class RenameIn(DayIn):
    """The new name, and the new kind when the rank changes too."""

    name: str
    kind: str = ""


class MoveIn(DayIn):
    """The code of the new parent."""

    parent: str


class MergeIn(DayIn):
    """The code of the unit that carries on."""

    into: str


class EndIn(DayIn):
    """The codes of units that carry on, if any."""

    successors: list[str] = []


class CalendarOut(Schema):
    """The working-day table in force; `unconfirmed` are the years whose days are only estimates."""

    version: int
    first_year: int
    last_year: int
    hours: str
    reason: str
    made_at: datetime
    unconfirmed: list[int]


class NamedDayIn(Strict):
    """A day that differs from its weekday."""

    day: date
    kind: DayKind
    name: str


class NamedDayOut(Schema):
    """A day that differs from its weekday, for all offices or for one unit."""

    day: date
    kind: DayKind
    name: str
    source: str
    estimated: bool
    unit: str


class YearOut(Schema):
    """The special days of a year."""

    year: int
    confirmed: bool
    version: int
    days: list[NamedDayOut]


class YearIn(Strict):
    """The days of the yearly decision, and the document that decides them."""

    days: list[NamedDayIn]
    source: str


class SingleDayIn(NamedDayIn):
    """A closure or a make-up day; `unit` limits it to one unit."""

    source: str
    unit: str = ""


class SeatOut(Schema):
    """A unit in which a person may act; `for_name` is whom they stand in for."""

    unit: str
    name: str
    title: str
    roles: list[Role]
    for_name: str
    active: bool
