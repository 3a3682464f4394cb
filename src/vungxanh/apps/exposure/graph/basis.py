"""What an answer of the live segments rests on (căn cứ của câu trả lời): an answer with a gap is never a whole one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar

from vungxanh.core.tracing.ids import DAY_MS

MOST_DAYS = 60
_EPOCH = date(1970, 1, 1)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Basis:
    """UTC days whose file is damaged or lost, and days without any file, of the span that was asked for.

    `built_at` is when the newest segment was made, None without any; `is_known` whether a phone of any of the cases
    has handed in anything that was compared.
    """

    damaged: tuple[date, ...]
    without: tuple[date, ...]
    built_at: datetime | None
    is_known: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing that was written is missing; a day without a file may be one without meetings."""
        return not self.damaged


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """An answer and what it rests on: whoever passes the one on says the other."""

    value: T
    basis: Basis


def facts(
    first: int, until: int, *, held: Collection[int], damaged: Collection[int], built: int, is_known: bool
) -> dict[str, Any]:
    """As it goes over the wire: days in numbers, times in ms since 1970, the last `MOST_DAYS` days of a span."""
    last = until // DAY_MS
    span = range(max(first // DAY_MS, last - MOST_DAYS + 1), last + 1)
    return {
        "damaged": sorted(set(damaged).intersection(span)),
        "without": [day for day in span if day not in held and day not in damaged],
        "built": built,
        "known": is_known,
    }


def of(said: Mapping[str, Any]) -> Basis:
    """The other way round."""
    built = datetime.fromtimestamp(said["built"] / 1000, UTC) if said["built"] else None
    return Basis(_days(said["damaged"]), _days(said["without"]), built, bool(said["known"]))


def _days(numbers: Collection[int]) -> tuple[date, ...]:
    return tuple(_EPOCH + timedelta(days=number) for number in numbers)
