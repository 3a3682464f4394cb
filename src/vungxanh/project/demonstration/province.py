"""Plays two letters into the demonstration province, step by step; each step is done once, whatever interrupts it."""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from vungxanh.apps.accounts.models import User
from vungxanh.apps.directives.actions.confirm import confirm
from vungxanh.apps.directives.actions.keep_reading import keep_reading
from vungxanh.apps.directives.actions.set_deadline import set_deadlines_by_rule
from vungxanh.apps.directives.actions.set_recurrence import set_recurrence
from vungxanh.apps.directives.models import Directive, Recurrence, Stage
from vungxanh.apps.org.actions import demonstration as org
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.directory import directory_on
from vungxanh.apps.org.queries.officers import officers_of
from vungxanh.apps.work.actions import demonstration as work
from vungxanh.apps.work.actions.issue import issue
from vungxanh.apps.work.models import Entry
from vungxanh.core.directives.reader import read_directive
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.calendar.actions import seed_calendar
from vungxanh.kit.files.actions import store
from vungxanh.kit.files.types import TEXTS
from vungxanh.project.demonstration.contacts import give_contacts, give_units_telephones
from vungxanh.project.demonstration.outbreak import play_outbreak
from vungxanh.project.demonstration.phones import stay_awake
from vungxanh.project.demonstration.populations import give_populations

RECEIVED = datetime(2020, 7, 28, 14, 5, tzinfo=clock.VIETNAM)
CLERK = "vanthu.tinh"
SEED = 4248
Say = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the demonstration: its file beside this module, how people call it, and when the clerk took it in."""

    file: str
    name: str
    received: datetime


# Letter 4248 gives every duty of the districts to their communes too, so nothing of it can be handed down without
# being given twice. The second letter, made up and marked so, orders the districts only: they hand it down.
LETTERS = (
    Letter("4248-UBND-KGVX.txt", "4248/UBND-KGVX", RECEIVED),
    Letter("01-UBND-MAU.txt", "01/UBND-MAU (văn bản mẫu)", RECEIVED + timedelta(hours=18)),
)


def open_province(*, at: datetime, say: Say, with_letter: bool = True) -> None:
    """Make what is missing of the demonstration province up to the moment `at`; a second call changes nothing.

    Without the letter it holds units and people only.
    """
    system = SystemActor("demonstration")
    if not User.objects.filter(username=CLERK).exists():
        say("Đang dựng tỉnh trình diễn: 260 đơn vị hành chính, các sở, ngành, đoàn thể và người dùng mẫu …")
        years = range(RECEIVED.year - 1, max(at.year, datetime.now(UTC).year) + 3)  # noqa: TID251 - how far to seed is no business time
        seed_calendar(years, by=system, at=RECEIVED)
        org.seed(by=system, at=RECEIVED)
    give_contacts(by=system, at=RECEIVED)
    for letter in LETTERS if with_letter else ():
        if letter.received <= at:
            _carry_out(letter, at=at, say=say)
    give_populations(by=system, at=RECEIVED)
    give_units_telephones(by=system, at=RECEIVED)
    play_outbreak(at=at, say=say)
    stay_awake(at=at)


def _carry_out(letter: Letter, *, at: datetime, say: Say) -> None:
    known = Directive.objects.filter(is_sample=True, file__name=letter.file).first()
    directive = known or _receive(letter, say)
    if directive.stage == Stage.DRAFT:
        _review(directive, letter)
    if directive.stage == Stage.CONFIRMED:
        say(f"Đang phát hành công văn {letter.name} đến từng đơn vị …")
        issue(directive, by=_clerk(), at=letter.received + timedelta(hours=2))
    if not Entry.objects.filter(assignment__directive=directive).exists():
        say("Đang ghi ba tuần thực hiện (dữ liệu mẫu) …")
        work.play(directive, until=at, chance=random.Random(SEED))  # noqa: S311 - sample data, the same each time


def _clerk() -> Officer:
    person = User.objects.get(username=CLERK)
    return officers_of(person, date(2020, 7, 28))[0]


def _receive(letter: Letter, say: Say) -> Directive:
    say(f"Đang đọc công văn {letter.name} …")
    clerk, at = _clerk(), letter.received
    data = Path(__file__).with_name(letter.file).read_bytes()
    file = store(io.BytesIO(data), name=letter.file, allowed=TEXTS, max_bytes=2**20, by=clerk, at=at)
    read = read_directive(data.decode(), directory_on(clock.day_of(at)))
    directive = keep_reading(read, file=file, by=clerk, at=at)
    Directive.objects.filter(pk=directive.pk).update(is_sample=True)
    directive.refresh_from_db()
    return directive


def _review(directive: Directive, letter: Letter) -> None:
    """What the clerk does on the desk: choose the periods the letter leaves open, set deadlines, confirm."""
    clerk = _clerk()
    at = letter.received + timedelta(minutes=40)
    for task in directive.tasks.filter(recurrence=Recurrence.UNSET):
        set_recurrence(task, recurrence=Recurrence.WEEKLY, version=directive.version, by=clerk, at=at)
        directive.refresh_from_db()
    if directive.tasks.filter(deadline_on=None).exists():
        set_deadlines_by_rule(directive, version=directive.version, by=clerk, at=at + timedelta(minutes=5))
        directive.refresh_from_db()
    confirm(directive, version=directive.version, by=clerk, at=at + timedelta(minutes=30))
