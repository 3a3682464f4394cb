"""What is put into the index, what comes out, and what a reader may see of it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that can be found.

    `number` is a document's number as written ("4248/UBND-KGVX"). Readers see an entry when its `scope_path`
    starts with one of theirs or when it is `public` (to everyone who may search).
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
    """One thing found; `exact` when the marks agree as typed or the number does."""

    kind: str
    object_id: str
    title: str
    url: str
    at: datetime
    exact: bool
