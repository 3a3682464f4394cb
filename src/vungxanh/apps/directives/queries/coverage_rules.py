"""The rules of the coverage check, pure: facts of a letter in, points to look at out (kiểm tra độ phủ)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vungxanh.apps.directives.queries.bullets import Bullet
from vungxanh.core.directives.cautions import Language, sentence

Level = Literal["blocking", "advisory"]
Span = tuple[int, int]
SHOWN = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One point: `kind` is stable, `task_id` or `span` say where it is."""

    kind: str
    level: Level
    message: str
    task_id: int | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What the rules need to know of a task; `members` are the ids of all units its leads and partners stand for."""

    id: int
    number: int
    span: Span
    leads: int
    unresolved_leads: tuple[str, ...]
    unresolved_others: tuple[str, ...]
    members: frozenset[int]
    is_unset: bool
    has_deadline: bool
    names_deadline: bool
    is_doubtful: bool
    deadline_on: date | None = None
    repeats: bool = False

    @property
    def is_undated(self) -> bool:
        """Whether nobody would be reminded of it: it has no day and no rhythm."""
        return not (self.has_deadline or self.repeats or self.is_unset)


@dataclass(frozen=True, slots=True)
class AddresseeFacts:
    """A body of "Kính gửi" with the units it stands for; none while unresolved."""

    name: str
    key: str
    members: frozenset[int]
    is_resolved: bool


def unready(tasks: Sequence[TaskFacts]) -> Iterator[Item]:
    """What keeps a letter from being confirmed: no tasks, a task nobody leads, a repeat without interval."""
    if not tasks:
        yield Item("no-tasks", "blocking", _("Văn bản chưa có nhiệm vụ nào."))
    for task in tasks:
        number = {"number": task.number}
        if not task.leads and not task.unresolved_leads:
            yield Item("no-lead", "blocking", _("Nhiệm vụ %(number)d chưa có đơn vị chủ trì.") % number, task.id)
        for name in task.unresolved_leads:
            told = _("Nhiệm vụ %(number)d: chưa rõ “%(name)s” là đơn vị nào.") % {**number, "name": name}
            yield Item("unresolved-lead", "blocking", told, task.id)
        if task.is_unset:
            yield Item(
                "unset-recurrence",
                "blocking",
                _("Nhiệm vụ %(number)d làm định kỳ nhưng chưa chọn chu kỳ.") % number,
                task.id,
            )


def doubts(tasks: Sequence[TaskFacts]) -> Iterator[Item]:
    """What a person should look at: unknown partners, low confidence, deadlines in words, deadlines missing."""
    for task in tasks:
        number = {"number": task.number}
        if task.is_doubtful:
            yield Item(
                "doubtful",
                "advisory",
                _("Nhiệm vụ %(number)d máy đọc chưa chắc, cần đối chiếu với văn bản.") % number,
                task.id,
            )
        for name in task.unresolved_others:
            told = _("Nhiệm vụ %(number)d: chưa rõ đơn vị phối hợp “%(name)s”.") % {**number, "name": name}
            yield Item("unresolved-partner", "advisory", told, task.id)
        if task.names_deadline:
            yield Item(
                "deadline-in-words",
                "advisory",
                _("Nhiệm vụ %(number)d: văn bản nêu thời hạn nhưng không ghi ngày.") % number,
                task.id,
            )
    missing = [task for task in tasks if task.is_undated]
    if missing:
        told = _(
            "Không có thời hạn, sẽ không được nhắc: nhiệm vụ %(numbers)s. Điểm này không chặn xác nhận; "
            "khi xác nhận hệ thống hỏi lại một lần."
        )
        yield Item("no-deadlines", "advisory", told % {"numbers": ", ".join(str(task.number) for task in missing)})


def overdue(tasks: Sequence[TaskFacts], dated: date | None, on: date) -> Iterator[Item]:
    """Deadlines that lie before the letter's own date, or are already past `on` the day of the check."""
    for task in tasks:
        day = task.deadline_on
        values = {"number": task.number, "day": f"{day:%d/%m/%Y}" if day else ""}
        if day and dated and day < dated:
            told = _("Nhiệm vụ %(number)d: thời hạn %(day)s trước ngày ban hành văn bản, cần sửa hoặc hỏi lại.")
            yield Item("deadline-before-letter", "blocking", told % values, task.id)
        elif day and day < on:
            told = _("Nhiệm vụ %(number)d: thời hạn %(day)s đã qua.") % values
            yield Item("deadline-past", "advisory", told, task.id)


def uncovered(
    addressees: Sequence[AddresseeFacts], tasks: Sequence[TaskFacts], names: dict[int, str]
) -> Iterator[Item]:
    """Bodies of "Kính gửi" that no task names, wholly or in part; `names` tells which units those are."""
    held: set[int] = set().union(*(task.members for task in tasks))
    for addressee in addressees:
        without = addressee.members - held
        if not addressee.is_resolved:
            yield Item(
                "unresolved-addressee",
                "advisory",
                _("Chưa rõ nơi nhận “%(name)s” là những đơn vị nào.") % {"name": addressee.name},
            )
        elif addressee.members and without == addressee.members:
            yield Item(
                "addressee-without-task",
                "advisory",
                _("“%(name)s” có trong Kính gửi nhưng không có nhiệm vụ nào.") % {"name": addressee.name},
            )
        elif without:
            told = _("“%(name)s”: %(count)d đơn vị chưa có nhiệm vụ (%(some)s).")
            some = some_of(names[pk] for pk in sorted(without))
            yield Item(
                "addressee-partly", "advisory", told % {"name": addressee.name, "count": len(without), "some": some}
            )


def loose_bullets(bullets: Sequence[Bullet], tasks: Sequence[TaskFacts], explained: Sequence[Span]) -> Iterator[Item]:
    """Bullets that are neither under a task nor marked as explanation."""
    for bullet in bullets:
        spans = (*(task.span for task in tasks), *explained)
        if not any(start < bullet.end and end > bullet.start for start, end in spans):
            words = " ".join(bullet.text.split()[:9])
            told = _("Chưa có nhiệm vụ cho đoạn “%(words)s …”.") % {"words": words}
            yield Item("loose-bullet", "advisory", told, span=(bullet.start, bullet.end))


# What the reader warns of that no rule above finds again, and the field of the head that mends it once it is filled in.
READER_WARNINGS = {
    "preamble_differs": "",
    "inexact_name": "",
    "foreign_issuer": "",
    "issuer_derived": "",
    "no_signer": "",
    "extraction": "",
    "impossible_date": "",
    "deadline_year": "",
    "standing_limit": "",
    "further_deadline": "",
    "second_subject": "",
    "no_number": "number",
    "no_date": "dated",
    "no_issuer": "issuer",
}


def noted(warnings: Iterable[Mapping[str, Any]], filled: Collection[str]) -> Iterator[Item]:
    """The reader's own warnings, such as an opening that differs from "Kính gửi"; `filled` heads are mended."""
    for warning in warnings:
        code = str(warning["code"])
        if code in READER_WARNINGS and READER_WARNINGS[code] not in filled:
            yield Item(code.replace("_", "-"), "advisory", _said(warning))


def dated_ahead(dated: date | None, received_on: date) -> Iterator[Item]:
    """A date of issue after the day of receipt, as it stands on the desk now."""
    if dated and dated > received_on:
        warning = {"code": "future_date", "values": {"date": f"{dated:%d/%m/%Y}"}}
        yield Item("future-date", "advisory", _said(warning))


def _said(warning: Mapping[str, Any]) -> str:
    """The warning in the reader's language; notes without values are shown as they were written."""
    if "values" not in warning:
        return str(warning["message"])
    language: Language = "en" if get_language() == "en" else "vi"
    return sentence(warning["code"], warning["values"], language)


def some_of(names: Iterable[str]) -> str:
    """The first few names and how many more there are."""
    every = list(names)
    more = len(every) - SHOWN
    shown = "; ".join(every[:SHOWN])
    return shown if more <= 0 else _("%(shown)s và %(more)d đơn vị khác") % {"shown": shown, "more": more}
