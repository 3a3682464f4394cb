"""What the API says about the numbers of directives."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema

from vungxanh.apps.insight.league import Measure
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.models import State


class TallyOut(Schema):
    """Counts of assignments; `base` is all but the closed, `share_done` takes reported and accepted.

    `due` is what can be judged on time or late: reported so far, or overdue now.
    """

    total: int
    base: int
    due: int
    not_started: int
    doing: int
    reported: int
    accepted: int
    closed: int
    late_open: int
    late_done: int
    on_time: int
    share_done: float | None


class UnitCounts(Schema):
    """A unit with its counts; `located` tells whether its own coordinates are known."""

    code: str
    name: str
    level: Level
    district: str | None
    latitude: float | None
    longitude: float | None
    located: bool
    counts: TallyOut


class DistrictCounts(Schema):
    """A district with all that stands under it."""

    code: str
    name: str
    counts: TallyOut


class NamedCounts(Schema):
    """A level or sector with its counts."""

    name: str
    counts: TallyOut


class TaskCounts(Schema):
    """A task of the letter with its counts."""

    id: int
    position: int
    text: str
    counts: TallyOut


class CourseDay(Schema):
    """Running totals at the end of a day."""

    on: date
    assigned: int
    reported: int
    accepted: int


class CourseOut(Schema):
    """How the work went, working day by working day; `working_days` counts those since the day of issue."""

    working_days: int
    days: list[CourseDay]


class DirectiveNumbers(Schema):
    """All numbers of a directive within the reader's scope, headed by what they say in a sentence each."""

    id: int
    number: str
    subject: str
    issued_at: datetime
    unit: str
    as_of: datetime
    headlines: list[str]
    total: TallyOut
    levels: list[NamedCounts]
    sectors: list[NamedCounts]
    districts: list[DistrictCounts]
    units: list[UnitCounts]
    tasks: list[TaskCounts]
    course: list[CourseDay]


class DirectiveLine(Schema):
    """An issued directive with the reader's part of its work."""

    id: int
    number: str
    subject: str
    issued_at: datetime
    unit: str
    counts: TallyOut


class PlaceOut(Schema):
    """A unit's place; without a rank it has too few cases, `ties` counts the units that share the rank.

    `share` is on time of what was due, or overdue of all work given; `base` is that denominator.
    """

    rank: int | None
    ties: int
    base: int
    share: float | None
    code: str
    name: str
    district: str | None
    counts: TallyOut


class LeagueOut(Schema):
    """The units of one level by one measure; units with fewer than `smallest` cases are not ranked."""

    level: Level
    measure: Measure
    smallest: int
    places: list[PlaceOut]


class MapPointOut(Schema):
    """A commune on the map: `placed` by its own coordinates, beside its district's centre, or not at all."""

    code: str
    name: str
    district: str | None
    latitude: float | None
    longitude: float | None
    placed: Literal["own", "district"] | None
    counts: TallyOut


class LateOut(Schema):
    """An overdue assignment; `days` are working days, negative."""

    id: int
    title: str
    task: int
    unit: str
    unit_name: str
    performer: str | None
    state: State
    percent: int
    due_at: datetime | None
    days: int | None
