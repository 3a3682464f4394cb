"""What the organisation API gives and takes."""

from datetime import date

from ninja import Schema

from vungxanh.apps.org.models import Level


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


class UnitPage(Schema):
    """One page of units; `next` is the cursor of the following page, empty at the end."""

    items: list[UnitOut]
    next: str
    previous: str


class PeriodOut(Schema):
    """What a unit was between two days; `ends_on` is exclusive."""

    name: str
    kind: str
    level: Level
    parent: str | None
    starts_on: date
    ends_on: date | None


class UnitDetail(UnitOut):
    """A unit with its history and other names."""

    aliases: list[str]
    periods: list[PeriodOut]
    successors: list[str]
    predecessors: list[str]


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


class DryRun(Schema):
    """What an import would do."""

    units: int
    levels: dict[str, int]
    errors: list[RowError]
