"""Who may have passed it to whom, asked of the live segments (cấp F1…Fn, đường lây, nguồn lây).

The process that holds them answers over a local socket; while there is little, the plain definition answers in this
process. Nothing here imports a compiled library. People are opaque subjects; whoever calls shows of them only those of
the officer's own area.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from vungxanh.apps.exposure.graph import basis, wire
from vungxanh.apps.exposure.graph.asking import ChainsUnavailable, ask
from vungxanh.apps.exposure.graph.basis import Basis, Told

__all__ = [
    "Asked",
    "Basis",
    "ChainsUnavailable",
    "Reached",
    "Source",
    "Told",
    "ask",
    "counts_of",
    "levels_of",
    "nearest_of",
    "paths_of",
    "sources_of",
]
_NOBODY = bytes(wire.UUID_BYTES)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Cases = Sequence[tuple[UUID, datetime]]


@dataclass(frozen=True, slots=True)
class Reached:
    """What a person's least level rests on: first and last exposure, from how many people, and from whom first."""

    level: int
    first: datetime
    last: datetime
    sources: int
    parent: UUID | None


@dataclass(frozen=True, slots=True)
class Source:
    """A person who may have infected: how many hops back, the last moment, and through whom."""

    level: int
    last: datetime
    through: UUID | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What all questions about levels share: `latency` before a contact passes it on, contacts until `until` only.

    `isolated` says from when on a person met nobody; `close` leaves out contacts below the class "high".
    """

    cases: Cases
    max_level: int
    until: datetime
    latency: timedelta = timedelta(0)
    isolated: Mapping[UUID, datetime] | None = None
    close: bool = False

    def with_isolated(self, isolated: Mapping[UUID, datetime]) -> "Asked":
        """The same with other isolations."""
        return replace(self, isolated=isolated)

    def wire(self, op: str, **more: object) -> dict[str, object]:
        """As the process understands it."""
        return {
            "op": op,
            "cases": [[person.hex, ms_of(since)] for person, since in self.cases],
            "max_level": self.max_level,
            "latency": ms_in(self.latency),
            "until": ms_of(self.until),
            "isolated": [[person.hex, ms_of(at)] for person, at in (self.isolated or {}).items()],
            "close": self.close,
        } | more


def levels_of(asked: Asked, *, at_most: int = 50_000) -> Told[dict[UUID, Reached]]:
    """Everyone within reach of the cases but the cases, nearest first, `at_most` of them; ChainsUnavailable."""
    answer = ask(asked.wire("levels", rows=at_most))
    if answer is None:
        return _small_levels(asked, at_most)
    columns: Mapping[str, Any] = answer.columns
    people, parents = _people(columns["person"]), _people(columns["parent"])
    rest = (columns[name] for name in ("level", "first", "last", "sources"))
    found = {
        person: Reached(level, moment_of(first), moment_of(last), sources, parent)
        for person, parent, level, first, last, sources in zip(people, parents, *rest, strict=True)
        if person
    }
    return Told(found, basis.of(answer.facts))


def nearest_of(asked: Asked, *, at_most: int) -> Told[dict[UUID, int]]:
    """Who they are and their levels alone, nearest first: much lighter than `levels_of` with very many people."""
    answer = ask(asked.wire("levels", rows=at_most, brief=True))
    if answer is None:
        found = _small_levels(asked, at_most)
        return Told({person: one.level for person, one in found.value.items()}, found.basis)
    columns: Mapping[str, Any] = answer.columns
    rows = zip(_people(columns["person"]), columns["level"], strict=True)
    return Told({person: level for person, level in rows if person}, basis.of(answer.facts))


def counts_of(asked: Asked) -> Told[list[int]]:
    """How many people have each level, from 0 (the cases, always 0 here) up: a ring before it is opened."""
    answer = ask(asked.wire("levels", rows=0))
    if answer is not None:
        counts = [*answer.facts["counts"], *([0] * asked.max_level)][: asked.max_level + 1]
        return Told(counts, basis.of(answer.facts))
    found = _small_levels(asked, wire.MOST_ROWS)
    levels = [one.level for one in found.value.values()]
    return Told([levels.count(level) for level in range(asked.max_level + 1)], found.basis)


def paths_of(asked: Asked, targets: Sequence[UUID]) -> Told[dict[UUID, list[tuple[UUID, datetime]]]]:
    """Why: from the case to each target, (person, moment of exposure); none for whom no case reaches."""
    answer = ask(asked.wire("paths", targets=[[person.hex, 0] for person in targets]))
    if answer is None:
        return _small_paths(asked, targets)
    columns: Mapping[str, Any] = answer.columns
    chains: list[list[tuple[UUID, datetime]]] = []
    for person, at, place in zip(_people(columns["person"]), columns["at"], columns["place"], strict=True):
        if not place:
            chains.append([])
        chains[-1].append((person or UUID(int=0), moment_of(at)))
    return Told({chain[-1][0]: chain for chain in chains}, basis.of(answer.facts))


def sources_of(
    subject: UUID,
    ill_at: datetime,
    *,
    since: datetime,
    max_level: int,
    latency: timedelta = timedelta(0),
    close: bool = False,
) -> Told[dict[UUID, Source]]:
    """Backward: who may have infected the subject, ill at `ill_at`, by contacts from `since` on."""
    wait = ms_in(latency)
    answer = ask(
        {
            "op": "sources",
            "cases": [[subject.hex, ms_of(ill_at)]],
            "since": ms_of(since),
            "max_level": max_level,
            "latency": wait,
            "close": close,
        }
    )
    if answer is not None:
        columns: Mapping[str, Any] = answer.columns
        rows = zip(
            _people(columns["person"]), columns["level"], columns["last"], _people(columns["parent"]), strict=True
        )
        sources = {person: Source(level, moment_of(last), parent) for person, level, last, parent in rows if person}
        return Told(sources, basis.of(answer.facts))
    held = _small()
    found = held.sources(subject, ms_of(ill_at), since=ms_of(since), max_level=max_level, latency=wait, close=close)
    first = {held.subject_of[node]: labels[0] for node, labels in found.labels.items() if node in held.subject_of}
    sources = {
        person: Source(label.hops, moment_of(-label.at), held.subject_of.get(label.source or 0))
        for person, label in first.items()
        if label.hops
    }
    return Told(sources, held.basis(ms_of(since), ms_of(ill_at), is_known=subject in held.node_of))


def ms_of(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return ms_in(moment - _EPOCH)


def ms_in(span: timedelta) -> int:
    """Whole milliseconds."""
    return span // timedelta(milliseconds=1)


def moment_of(ms: int) -> datetime:
    """The other way round, in UTC."""
    return _EPOCH + timedelta(milliseconds=ms)


def _people(raw: bytes) -> Iterator[UUID | None]:
    for start in range(0, len(raw), wire.UUID_BYTES):
        one = raw[start : start + wire.UUID_BYTES]
        yield None if one == _NOBODY else UUID(bytes=one)


def _small() -> Any:
    from vungxanh.apps.exposure.graph import small

    return small.load()


def _question(asked: Asked) -> Any:
    from vungxanh.apps.exposure.graph.small import Question

    return Question(
        tuple((person, ms_of(since)) for person, since in asked.cases),
        asked.max_level,
        ms_in(asked.latency),
        ms_of(asked.until),
        {person: ms_of(at) for person, at in (asked.isolated or {}).items()},
        asked.close,
    )


def _small_basis(held: Any, asked: Asked) -> basis.Basis:
    first = min((since for person, since in asked.cases if person in held.node_of), default=asked.until)
    is_known = any(person in held.node_of for person, _since in asked.cases)
    found: basis.Basis = held.basis(ms_of(first), ms_of(asked.until), is_known=is_known)
    return found


def _small_levels(asked: Asked, at_most: int) -> Told[dict[UUID, Reached]]:
    held = _small()
    reached, exposed = held.levels(_question(asked))
    rows = sorted(exposed.items(), key=lambda row: (row[1].level, row[1].first, row[0]))[:at_most]
    found = {
        held.subject_of[node]: Reached(
            one.level,
            moment_of(one.first),
            moment_of(one.last),
            one.sources,
            held.subject_of.get(reached.labels[node][0].source),
        )
        for node, one in rows
        if node in held.subject_of
    }
    return Told(found, _small_basis(held, asked))


def _small_paths(asked: Asked, targets: Sequence[UUID]) -> Told[dict[UUID, list[tuple[UUID, datetime]]]]:
    held = _small()
    reached, _ = held.levels(_question(asked))
    chains = {person: reached.path(held.node_of.get(person, -1)) for person in targets}
    found = {
        person: [(held.subject_of[node], moment_of(at)) for node, at in chain]
        for person, chain in chains.items()
        if chain
    }
    return Told(found, _small_basis(held, asked))
