"""The same answers without the process that holds the segments, while there is little to look through.

It is the plain definition (`core.tracing.graph`) over the files themselves, so a demonstration, a test or the first
days of an outbreak need no process of their own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from vungxanh.apps.exposure.graph import basis, segments
from vungxanh.apps.exposure.graph.instants import NEEDED, instants, is_close
from vungxanh.apps.exposure.models import Holder, Segment
from vungxanh.core.tracing import graph
from vungxanh.core.tracing.graph import Case, Contact, Exposure, Levels
from vungxanh.core.tracing.ids import DAY_MS

MOST_ROWS = 50_000


def fits() -> bool:
    """Whether there is so little that the definition answers in time."""
    rows = Segment.objects.filter(is_current=True).values_list("rows", flat=True)
    return sum(rows) <= MOST_ROWS


@dataclass(frozen=True, slots=True)
class Question:
    """Cases and isolations in nodes and ms since 1970; only contacts until `until` count."""

    cases: tuple[tuple[UUID, int], ...]
    max_level: int
    latency: int
    until: int
    isolated: Mapping[UUID, int]
    close: bool = False


@dataclass(frozen=True, slots=True)
class Small:
    """All contacts and who is which node; `days` are those of the files, the `damaged` ones with them."""

    every: tuple[Contact, ...]
    close: tuple[Contact, ...]
    node_of: Mapping[UUID, int]
    subject_of: Mapping[int, UUID]
    days: frozenset[int]
    damaged: frozenset[int]
    built: int

    def basis(self, first: int, until: int, *, is_known: bool) -> basis.Basis:
        """What an answer about a span of time rests on."""
        said = basis.facts(
            first, until, held=self.days, damaged=self.damaged, built=self.built, is_known=is_known
        )  # fmt: skip
        return basis.of(said)

    def contacts(self, until: int, *, close: bool) -> Sequence[Contact]:
        """Those up to a moment."""
        return [one for one in (self.close if close else self.every) if one.at <= until]

    def levels(self, asked: Question) -> tuple[Levels, dict[int, Exposure]]:
        """Levels and what they rest on, by node."""
        contacts = self.contacts(asked.until, close=asked.close)
        cases = [Case(self.node_of[person], since) for person, since in asked.cases if person in self.node_of]
        isolated = {self.node_of[person]: at for person, at in asked.isolated.items() if person in self.node_of}
        reached = graph.levels(contacts, cases, max_level=asked.max_level, latency=asked.latency, isolated=isolated)
        return reached, graph.exposures(contacts, reached, latency=asked.latency, isolated=isolated)

    def sources(self, person: UUID, ill_at: int, *, since: int, max_level: int, latency: int, close: bool) -> Levels:
        """Backward from one person; times in the answer are negated."""
        contacts = self.contacts(ill_at, close=close)
        node = self.node_of.get(person, -1)
        return graph.sources(contacts, node, ill_at, since=since, max_level=max_level, latency=latency)


def load() -> Small:
    """From the present segments; kept while they are the same. A damaged file is left out and its day named."""
    rows = list(Segment.objects.filter(is_current=True).order_by("day", "name"))
    damaged = [row for row in rows if not _is_whole(row)]
    every, close = _contacts(tuple((row.name, row.sha256) for row in rows if row not in damaged))
    subject_of = dict(Holder.objects.values_list("pk", "subject"))
    return Small(
        every,
        close,
        {subject: node for node, subject in subject_of.items()},
        subject_of,
        frozenset(segments.number_of(row.day) for row in rows),
        frozenset(segments.number_of(row.day) for row in damaged),
        max((int(row.built_at.timestamp() * 1000) for row in rows), default=0),
    )


def _is_whole(row: Segment) -> bool:
    try:
        segments.checked(row.name, row.sha256)
    except (FileNotFoundError, segments.Damaged):
        return False
    return True


@lru_cache(maxsize=2)
def _contacts(files: tuple[tuple[str, str], ...]) -> tuple[tuple[Contact, ...], tuple[Contact, ...]]:
    every: list[Contact] = []
    close: list[Contact] = []
    for name, sha256 in files:
        columns = segments.read(name, sha256, NEEDED)
        near = is_close(columns)
        every += _of(columns)
        close += _of({key: column[near] for key, column in columns.items()})
    return tuple(every), tuple(close)


def _of(columns: segments.Columns) -> list[Contact]:
    midnight = (columns["start_ms"] // DAY_MS * DAY_MS).tolist()[:1] or [0]
    one, other, ms = (column.tolist() for column in instants(columns))
    return [Contact(*row[:2], midnight[0] + row[2]) for row in zip(one, other, ms, strict=True)]
