"""What the API says about a directive's numbers."""

from datetime import date, datetime

from ninja import Schema


class CountsOut(Schema):
    """Counts of assignments; `base` is all but the closed, `share_done` takes reported and accepted."""

    total: int
    base: int
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
    level: str
    district: str | None
    latitude: float | None
    longitude: float | None
    located: bool
    counts: CountsOut


class DistrictCounts(Schema):
    """A district with all that stands under it."""

    code: str
    name: str
    counts: CountsOut


class NamedCounts(Schema):
    """A level or sector with its counts."""

    name: str
    counts: CountsOut


class TaskCounts(Schema):
    """A task of the letter with its counts."""

    id: int
    position: int
    text: str
    counts: CountsOut


class CourseDay(Schema):
    """Running totals at the end of a day."""

    on: date
    assigned: int
    reported: int
    accepted: int


class DirectiveNumbers(Schema):
    """All numbers of a directive within the reader's scope."""

    id: int
    number: str
    subject: str
    issued_at: datetime
    unit: str
    as_of: datetime
    total: CountsOut
    levels: list[NamedCounts]
    sectors: list[NamedCounts]
    districts: list[DistrictCounts]
    units: list[UnitCounts]
    tasks: list[TaskCounts]
    course: list[CourseDay]
