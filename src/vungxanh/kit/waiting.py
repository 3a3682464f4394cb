"""What else waits for an officer: features say it here, and the home page shows it (việc khác đang chờ)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vungxanh.kit.actors import Actor


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many things of a kind, as one sentence, and where they are done."""

    text: str
    url: str
    is_urgent: bool = False


Offer = Callable[[Any, datetime], Iterable[Waiting]]
_offers: list[Offer] = []


def offer(function: Offer) -> Offer:
    """Register a function `(officer, at) -> waiting`, asked each time somebody's home page is shown."""
    if function not in _offers:
        _offers.append(function)
    return function


def for_officer(officer: Actor, at: datetime) -> list[Waiting]:
    """What all features say, the urgent first."""
    found = [waiting for function in _offers for waiting in function(officer, at)]
    return sorted(found, key=lambda waiting: not waiting.is_urgent)
