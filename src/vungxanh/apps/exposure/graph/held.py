"""The segments in memory and the questions they answer (chỉ mục trong bộ nhớ): for the process that holds them only.

One immutable compiled segment a day, twice: all contacts, and the close ones. A changed day is built anew, a dropped
one forgotten; a question works on the tuple of segments that stood when it came.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vungxanh.apps.exposure.graph import basis, segments, wire
from vungxanh.apps.exposure.graph.instants import NEEDED, instants, is_close
from vungxanh.apps.exposure.graph.wire import Answer, Malformed
from vungxanh.core.tracing.graph import NEVER, Case
from vungxanh.core.tracing.ids import DAY_MS
from vungxanh.core.tracing.kernels import backward, exposures, graph
from vungxanh.core.tracing.kernels.graph import Segment, Spread

logger = logging.getLogger(__name__)

DEFAULT_ROWS = 50_000
MOST_TARGETS = 500


@dataclass(frozen=True, slots=True)
class File:
    """A segment's file as its row names it."""

    day: int
    name: str
    sha256: str
    built_ms: int = 0


@dataclass(slots=True)
class People:
    """Who is which node: 16 bytes a person at the place of the node, and back."""

    of_node: np.ndarray = field(default_factory=lambda: np.zeros(0, "V16"))
    node_of: dict[bytes, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, bytes]]) -> "People":
        """From (node, 16 bytes)."""
        node_of = {person: node for node, person in rows}
        of_node = np.zeros(max(node_of.values(), default=-1) + 1, "V16")
        nodes = np.fromiter(node_of.values(), np.int64, len(node_of))
        of_node[nodes] = np.frombuffer(b"".join(node_of), "V16")
        return cls(of_node, node_of)

    def __len__(self) -> int:
        return len(self.of_node)

    def raw(self, nodes: np.ndarray) -> bytes:
        """The people of some nodes, 16 bytes each; zeros for -1 and for who is not known any more."""
        known = (nodes >= 0) & (nodes < len(self.of_node))
        found = np.zeros(len(nodes), "V16")
        found[known] = self.of_node[nodes[known]]
        return found.tobytes()


@dataclass(frozen=True, slots=True)
class Day:
    """One UTC day: of which files it is made, and its contacts, all and close."""

    made_of: frozenset[str]
    every: Segment
    close: Segment


@dataclass(slots=True)
class Held:
    """All days, and the people in them; `damaged` files are in no day, and every answer names their days."""

    days: Mapping[int, Day] = field(default_factory=dict)
    people: People = field(default_factory=People)
    damaged: tuple[File, ...] = ()
    built_ms: int = 0

    @property
    def nbytes(self) -> int:
        """The memory of the compiled segments."""
        return sum(day.every.nbytes + day.close.nbytes for day in self.days.values())

    def refresh(self, files: Sequence[File]) -> bool:
        """Build the days whose files are others than before and forget those that are gone; whether any was."""
        wanted: dict[int, list[File]] = {}
        for one in files:
            wanted.setdefault(one.day, []).append(one)
        days, damaged = dict[int, Day](), list[File]()
        for number in sorted(wanted):
            made_of = frozenset(one.name for one in wanted[number])
            before = self.days.get(number)
            if before is not None and before.made_of == made_of:
                days[number] = before
            else:
                days[number] = self._built(number, wanted[number], made_of, damaged)
        changed = {number: day.made_of for number, day in days.items()} != {
            number: day.made_of for number, day in self.days.items()
        }
        self.days, self.damaged = days, tuple(damaged)
        self.built_ms = max((one.built_ms for one in files), default=0)
        return changed

    def _built(self, number: int, files: Sequence[File], made_of: frozenset[str], damaged: list[File]) -> Day:
        paths = []
        for one in files:
            try:
                paths.append(segments.checked(one.name, one.sha256))
            except (segments.Damaged, FileNotFoundError):
                if one not in self.damaged:
                    logger.critical("segment %s is not what was written and is left out", one.name)
                damaged.append(one)
        made = made_of - {one.name for one in damaged}  # a damaged file is tried again at the next look
        if not paths:
            nobody = np.empty(0, np.int32)
            none = graph.segment(number, nobody, nobody, nobody, 1)
            return Day(made, none, none)
        columns = segments.read_together(paths, NEEDED)
        persons = int(max(columns["one"].max(initial=0), columns["other"].max(initial=0))) + 1
        near = is_close(columns)
        close = {name: column[near] for name, column in columns.items()}
        every = graph.segment(number, *instants(columns), persons)
        return Day(made, every, graph.segment(number, *instants(close), persons))

    @property
    def persons(self) -> int:
        """One more than the greatest node."""
        return max([len(self.people), 1, *(len(day.every.starts) - 1 for day in self.days.values())])

    def of(self, first: int, last: int, *, close: bool) -> tuple[Segment, ...]:
        """The segments of some time in ms since 1970, both ends included."""
        wanted = range(first // DAY_MS, last // DAY_MS + 1)
        return tuple(day.close if close else day.every for number, day in self.days.items() if number in wanted)

    def answer(self, question: Mapping[str, Any]) -> Answer:
        """Whatever is asked; Malformed."""
        kinds = {"status": self._status, "levels": self._levels, "paths": self._paths, "sources": self._sources}
        kind = kinds.get(str(question.get("op")))
        if kind is None:
            raise Malformed("op")
        return kind(question)

    def _status(self, _question: Mapping[str, Any]) -> Answer:
        days = sorted(self.days)
        contacts = sum(len(day.every.other) // 2 for day in self.days.values())
        facts = {
            "days": days,
            "contacts": contacts,
            "bytes": self.nbytes,
            "damaged": [one.name for one in self.damaged],
        }
        return Answer(facts | {"people": len(self.people.node_of)})

    def basis(self, first: int, until: int, *, is_known: bool) -> dict[str, Any]:
        """What an answer about a span of time rests on."""
        damaged = {one.day for one in self.damaged}
        return basis.facts(first, until, held=self.days, damaged=damaged, built=self.built_ms, is_known=is_known)

    def _levels(self, question: Mapping[str, Any]) -> Answer:
        """How many have each level; and of the nearest `rows` what it rests on, or when `brief` only who they are."""
        asked = _Asked.of(question, self)
        rows = wire.number(question, "rows", 0, wire.MOST_ROWS) if "rows" in question else DEFAULT_ROWS
        reached = asked.spread(self)
        counts = [0, *reached.counts()[1:]]
        facts = {"counts": counts, "total": sum(counts)} | asked.basis
        if not rows:
            return Answer(facts)
        _, at = np.unique(reached.person, return_index=True)
        at = at[reached.hop[at] > 0]
        nearest = at[np.lexsort((reached.at[at], reached.hop[at]))][:rows]
        if question.get("brief"):
            people = self.people.raw(reached.person[nearest])
            return Answer(facts, {"person": people, "level": _numbers(reached.hop[nearest])})
        rest = exposures.exposures(
            asked.segments, reached, persons=self.persons, latency=asked.latency, isolated=asked.isolated,
            before=asked.before, only=reached.person[nearest],
        )  # fmt: skip
        place = np.searchsorted(rest.person, reached.person[nearest])  # the kernel answers in order of persons
        columns: dict[str, Any] = {"person": self.people.raw(reached.person[nearest])}
        for name in ("level", "first", "last", "sources"):
            columns[name] = _numbers(getattr(rest, name)[place])
        columns["parent"] = self.people.raw(reached.source[nearest])
        return Answer(facts, columns)

    def _paths(self, question: Mapping[str, Any]) -> Answer:
        """Chains from a case to each target, one after the other: `place` counts from 0 within a chain."""
        asked = _Asked.of(question, self)
        targets = wire.people(question, "targets")
        if len(targets) > MOST_TARGETS:
            raise Malformed("targets")
        reached = asked.spread(self)
        chain: list[tuple[int, int, int]] = []
        for person, _ in targets:
            node = self.people.node_of.get(person, -1)
            chain += [(who, at, place) for place, (who, at) in enumerate(_path(reached, node))]
        nodes, at, place = (np.array([one[column] for one in chain], np.int64) for column in range(3))
        return Answer(asked.basis, {"person": self.people.raw(nodes), "at": _numbers(at), "place": _numbers(place)})

    def _sources(self, question: Mapping[str, Any]) -> Answer:
        [(person, ill_at)] = wire.people(question, "cases")[:1] or [(b"", 0)]
        since = wire.number(question, "since", 0, NEVER)
        node = self.people.node_of.get(person)
        max_level = wire.number(question, "max_level", 1, wire.MOST_LEVEL)
        rests = self.basis(since, ill_at, is_known=node is not None)
        if node is None:
            return Answer({"total": 0} | rests, {name: b"" if name in {"person", "parent"} else _numbers([]) for name in
                                         ("person", "level", "last", "parent")})  # fmt: skip
        found = backward.sources(
            self.of(since, ill_at, close=bool(question.get("close"))), node, ill_at, since=since,
            persons=self.persons, max_level=max_level, latency=wire.number(question, "latency", 0, NEVER),
        )  # fmt: skip
        _, at = np.unique(found.person, return_index=True)
        at = at[found.hop[at] > 0]
        order = at[np.lexsort((found.at[at], found.hop[at]))][:DEFAULT_ROWS]
        return Answer(
            {"total": len(at)} | rests,
            {
                "person": self.people.raw(found.person[order]),
                "level": _numbers(found.hop[order]),
                "last": _numbers(-found.at[order]),
                "parent": self.people.raw(found.source[order]),
            },
        )


def _numbers(column: Any) -> Any:
    """As the wire takes them: int64."""
    return np.ascontiguousarray(column, np.int64)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about levels, its people as nodes; who is not known has met nobody."""

    cases: tuple[Case, ...]
    max_level: int
    latency: int
    before: int
    isolated: dict[int, int]
    segments: tuple[Segment, ...]
    basis: dict[str, Any]

    @classmethod
    def of(cls, question: Mapping[str, Any], held: Held) -> "_Asked":
        node_of = held.people.node_of
        cases = tuple(
            Case(node_of[person], since) for person, since in wire.people(question, "cases") if person in node_of
        )
        isolated = {node_of[person]: at for person, at in wire.people(question, "isolated") if person in node_of}
        until = wire.number(question, "until", 0, NEVER - 1)
        first = min((case.since for case in cases), default=until)
        return cls(
            cases,
            wire.number(question, "max_level", 1, wire.MOST_LEVEL),
            wire.number(question, "latency", 0, NEVER),
            until + 1,
            isolated,
            held.of(first, until, close=bool(question.get("close"))),
            held.basis(first, until, is_known=bool(cases)),
        )

    def spread(self, held: Held) -> Spread:
        return graph.spread(
            self.segments, self.cases, persons=held.persons, max_level=self.max_level, latency=self.latency,
            isolated=self.isolated, before=self.before,
        )  # fmt: skip


def _path(reached: Spread, node: int) -> list[tuple[int, int]]:
    """(node, ms) from the case to the person along the least level, as `core.tracing.graph.Levels.path`."""
    found: list[tuple[int, int]] = []
    rows = np.flatnonzero(reached.person == node)
    row = int(rows[0]) if len(rows) else -1
    while row >= 0:
        found.append((int(reached.person[row]), int(reached.at[row])))
        source, within = int(reached.source[row]), int(reached.hop[row]) - 1
        if source < 0:
            break
        row = int(np.flatnonzero((reached.person == source) & (reached.hop <= within))[-1])
    return found[::-1]
