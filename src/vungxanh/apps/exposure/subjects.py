"""What the feature that keeps people says of a subject; here a subject is a number and nothing else (hỏi về người)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Register:
    """Who keeps people: whether a subject turned out to be no case, and the name and home of each record of theirs.

    Both are asked inside of transactions and lock nothing.
    """

    is_ruled_out: Callable[[UUID], bool]
    called: Callable[[UUID], Collection[tuple[str, str]]]


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
