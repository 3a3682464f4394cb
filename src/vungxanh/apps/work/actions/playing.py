"""The made-up life of one assignment: steps by chance, applied through the real table of states."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import demonstration_texts as texts
from vungxanh.apps.work.life import is_possible
from vungxanh.apps.work.models import Assignment, Entry, EntryKind, State
from vungxanh.apps.work.policies import Act
from vungxanh.core.records.worktime import WorkCalendar

if TYPE_CHECKING:
    from random import Random

STORED = (
    "state",
    "is_open",
    "turn",
    "percent",
    "reported_at",
    "accepted_at",
    "returned_at",
    "extension_asked",
    "updated_at",
    "version",
)
# What happens: a unit may never begin, a report may be returned, more time may be asked for.
SILENT, RETURNED, ASKS = 0.05, 0.09, 0.03
WITHOUT_DEADLINE = timedelta(days=14)
_STATES = {
    Act.PROGRESS: (State.DOING, EntryKind.PROGRESS),
    Act.REPORT: (State.REPORTED, EntryKind.REPORT),
    Act.ACCEPT: (State.ACCEPTED, EntryKind.ACCEPT),
    Act.RETURN: (State.DOING, EntryKind.RETURN),
    Act.ASK_EXTENSION: (None, EntryKind.EXTENSION_ASKED),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One made-up act; `until` is the deadline asked for."""

    act: Act
    at: datetime
    text: str
    percent: int | None = None
    until: datetime | None = None

    @property
    def by_giver(self) -> bool:
        """Whether the unit that gave the work does it."""
        return self.act in {Act.ACCEPT, Act.RETURN}


def life_of(row: Assignment, temper: float, calendar: WorkCalendar, chance: "Random") -> Iterator[Step]:
    """The steps of one assignment in order, without end date; `temper` below 1 finishes before the deadline."""
    begun = row.assigned_at
    due_at = row.due_at or begun + WITHOUT_DEADLINE
    span = max(4.0, calendar.between(begun, due_at).total_seconds() / 3600)
    pace = max(0.15, chance.gauss(temper, 0.22))
    if chance.random() < SILENT * (2 if pace > 1.1 else 1):
        return

    def moment(share: float) -> datetime:
        return calendar.add(begun, hours=max(0.3, share * span))

    first = pace * chance.uniform(0.05, 0.35)
    yield Step(Act.PROGRESS, moment(first), chance.choice(texts.STARTED), chance.choice((5, 10, 15, 20)))
    percent = 20
    for share in sorted(chance.uniform(first, pace) for _ in range(chance.randint(0, 3))):
        percent = min(95, percent + chance.choice((10, 15, 20, 25)))
        text = chance.choice(texts.PROGRESS).format(percent=percent)
        yield Step(Act.PROGRESS, moment(share), text, percent)
    if pace > 1 and row.due_at and chance.random() < ASKS * 4:
        asked = calendar.end_of_day(row.due_at, days=5)
        yield Step(Act.ASK_EXTENSION, moment(min(pace, 0.95)), chance.choice(texts.ASKED), until=asked)
        return
    yield from _ending(pace, moment, chance)


def _ending(pace: float, moment: Callable[[float], datetime], chance: "Random") -> Iterator[Step]:
    """The report and its answer, once returned now and then."""
    answer = chance.uniform(0.03, 0.3)
    yield Step(Act.REPORT, moment(pace), chance.choice(texts.REPORTED), 100)
    if chance.random() < RETURNED:
        yield Step(Act.RETURN, moment(pace + answer), chance.choice(texts.RETURNED))
        again = pace + answer + chance.uniform(0.1, 0.5)
        yield Step(Act.REPORT, moment(again), chance.choice(texts.REPORTED), 100)
        pace = again
    yield Step(Act.ACCEPT, moment(pace + answer), chance.choice(texts.ACCEPTED))


def apply(row: Assignment, step: Step, officer: Officer) -> Entry:
    """Change the row as the real action would and return its entry; ValueError when the state forbids it."""
    if not is_possible(row, step.act):
        raise ValueError(f"{step.act} is not possible while {row.state}")
    state, kind = _STATES[step.act]
    percent = step.percent
    if step.act is Act.RETURN:
        percent = row.percent = getattr(row, "played_percent", 0)
        row.reported_at, row.returned_at = None, step.at
    elif step.act is Act.PROGRESS:
        row.percent = row.played_percent = step.percent  # type: ignore[attr-defined,assignment]
    elif step.act is Act.REPORT:
        row.percent, row.reported_at = 100, step.at
    elif step.act is Act.ACCEPT:
        row.accepted_at = step.at
    else:
        row.extension_asked = True
    if state:
        row.move_to(state)
    row.updated_at, row.version = step.at, row.version + 1
    return Entry(
        assignment=row,
        kind=kind,
        by=officer.user,
        by_name=officer.actor_name,
        by_unit=officer.unit,
        at=step.at,
        percent=percent,
        text=step.text,
        is_sample=True,
    )
