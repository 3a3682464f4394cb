"""What the feature that keeps people says of a subject; here a subject is a number and nothing else (hỏi về người)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from vungxanh.core.casework.policy import LOOKBACK_DAYS


@dataclass(frozen=True, slots=True)
class Register:
    """Who keeps people: whether a subject turned out to be no case, and the name and home of each record of theirs.

    `infectious_since` is the first day of an illness with this onset and this test, by the rules of a day. All are
    asked inside of transactions and lock nothing.
    """

    is_ruled_out: Callable[[UUID], bool]
    called: Callable[[UUID], Collection[tuple[str, str]]]
    infectious_since: Callable[[date | None, date, date], date]


_registers: list[Register] = []


def register(keeper: Register) -> None:
    """Let it be asked from now on."""
    _registers.append(keeper)


def is_ruled_out(subject: UUID) -> bool:
    """Whether this person was a case and is none any more (đã loại trừ); whom nobody knows is not."""
    return any(keeper.is_ruled_out(subject) for keeper in _registers)


def called(subject: UUID) -> list[tuple[str, str]]:
    """How this person is called and where they live, as far as anybody knows."""
    return [known for keeper in _registers for known in keeper.called(subject)]


def infectious_since(onset: date | None, tested: date, *, on: date) -> date:
    """The first day whose keys count: what case work says of these days, so that both speak of one window."""
    told = [keeper.infectious_since(onset, tested, on) for keeper in _registers]
    return min(told, default=(onset or tested) - timedelta(days=LOOKBACK_DAYS))
