"""What may be done next with a record: higher features offer their acts on a lower feature's page (việc tiếp theo)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from vungxanh.kit.actors import Actor

Offer = Callable[[Any, Any], "Iterable[Act]"]
_TONES = ("primary", "neutral", "danger")
_offers: dict[type[Model], list[Offer]] = defaultdict(list)


@dataclass(frozen=True, slots=True)
class Act:
    """A button or link: `tone` is primary, neutral or danger; `method` is get or post.

    `api` is set where the act has to be answered first: the operation that a program answers by, in place of the lower
    feature's own.
    """

    label: str | Promise
    url: str
    tone: str = "neutral"
    method: str = "get"
    api: str = ""


def offer(model: type[Model]) -> Callable[[Offer], Offer]:
    """Register a function `(record, officer) -> acts`, asked each time a record of the model is shown."""

    def register(function: Offer) -> Offer:
        if function not in _offers[model]:
            _offers[model].append(function)
        return function

    return register


def next_for(record: Model, officer: Actor) -> list[Act]:
    """The acts that all features offer this officer on this record: the main one first, what destroys last."""
    offered = [act for function in _offers[type(record)] for act in function(record, officer)]
    return sorted(offered, key=lambda act: _TONES.index(act.tone))
