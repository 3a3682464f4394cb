"""What is put into the index, what comes out, and what a reader may see of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum


class Place(IntEnum):
    """Where a query stands in what it found, best first (mức khớp)."""

    NUMBER = 0
    NAME = 1
    NAME_BEGINS = 2
    IN_NAME = 3
    TEXT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that can be found.

    `number` is a document's number as written ("4248/UBND-KGVX"). Readers see an entry when its `scope_path`
    starts with one of theirs or when it is `public` (to everyone who may search). `names` are what people also call it,
    as good as the title; of those that match equally well the lowest `rank` comes first.
    """

    kind: str
    object_id: str
    title: str
    body: str
    url: str
    at: datetime
    scope_path: str = ""
    public: bool = False
    number: str = ""
    names: tuple[str, ...] = ()
    rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a reader may see: units by the beginning of their path, and what is public (phạm vi tìm)."""

    paths: tuple[str, ...] = ()
    public: bool = True
    unlimited: bool = False

    @classmethod
    def everything(cls) -> "Scope":
        """For the system itself, never for a person's request."""
        return cls(unlimited=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One thing found; `exact` when the marks agree as typed or the number does, `place` is where the words stand."""

    kind: str
    object_id: str
    title: str
    url: str
    at: datetime
    exact: bool
    place: Place
