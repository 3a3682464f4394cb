"""Who may have passed it to whom, asked of the live segments (cấp F1…Fn, đường lây, nguồn lây).

The process that holds them answers over a local socket; while there is little, the plain definition answers in this
process. Nothing here imports a compiled library. People are opaque subjects; whoever calls shows of them only those of
the officer's own area.
"""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from vungxanh.apps.exposure.graph import wire

TIMEOUT_S = 5.0
_NOBODY = bytes(wire.UUID_BYTES)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Cases = Sequence[tuple[UUID, datetime]]


class ChainsUnavailable(Exception):  # noqa: N818 - the name says what happened
    """The process that holds the contact graph does not answer: `vungxanh run` starts it, its log says why it ended."""


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


def levels_of(
    subjects: Cases,
    *,
    max_level: int,
    until: datetime,
    latency: timedelta = timedelta(0),
    isolated: Mapping[UUID, datetime] | None = None,
    close: bool = False,
    at_most: int = 50_000,
) -> dict[UUID, Reached]:
    """Everyone within `max_level` of the cases but the cases, nearest first, `at_most` of them; ChainsUnavailable."""
    asked = Asked(subjects, max_level, until, latency, isolated, close)
    answer = ask(asked.wire("levels", rows=at_most))
    if answer is None:
        return _small_levels(asked, at_most)
    columns: Mapping[str, Any] = answer.columns
    people, parents = _people(columns["person"]), _people(columns["parent"])
    rest = (columns[name] for name in ("level", "first", "last", "sources"))
    return {
        person: Reached(level, moment_of(first), moment_of(last), sources, parent)
        for person, parent, level, first, last, sources in zip(people, parents, *rest, strict=True)
        if person
    }


def counts_of(asked: Asked) -> list[int]:
    """How many people have each level, from 0 (the cases, always 0 here) up: a ring before it is opened."""
    answer = ask(asked.wire("levels", rows=0))
    if answer is not None:
        return [*answer.facts["counts"], *([0] * asked.max_level)][: asked.max_level + 1]
    found = _small_levels(asked, wire.MOST_ROWS)
    levels = [one.level for one in found.values()]
    return [levels.count(level) for level in range(asked.max_level + 1)]


def paths_of(asked: Asked, targets: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, datetime]]]:
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
    return {chain[-1][0]: chain for chain in chains}


def sources_of(
    subject: UUID,
    ill_at: datetime,
    *,
    since: datetime,
    max_level: int,
    latency: timedelta = timedelta(0),
    close: bool = False,
) -> dict[UUID, Source]:
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
        return {person: Source(level, moment_of(last), parent) for person, level, last, parent in rows if person}
    held = _small()
    found = held.sources(subject, ms_of(ill_at), since=ms_of(since), max_level=max_level, latency=wait, close=close)
    first = {held.subject_of[node]: labels[0] for node, labels in found.labels.items() if node in held.subject_of}
    return {
        person: Source(label.hops, moment_of(-label.at), held.subject_of.get(label.source or 0))
        for person, label in first.items()
        if label.hops
    }


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


def ask(question: Mapping[str, object]) -> wire.Answer | None:
    """The process's answer to a question of `graph.wire`; None when there is little enough to answer it here.

    ChainsUnavailable when no process listens and there is much; ValueError when it refused the question.
    """
    from vungxanh.apps.exposure.graph import small

    try:
        with _connected() as held:
            wire.send_question(held, question)
            answer = wire.receive_answer(held)
    except (FileNotFoundError, ConnectionRefusedError) as error:
        if small.fits():
            return None
        raise ChainsUnavailable(str(wire.socket_path())) from error
    except (OSError, EOFError, wire.Malformed) as error:
        raise ChainsUnavailable(str(error) or type(error).__name__) from error
    if "refused" in answer.facts:
        raise ValueError(f"the question was refused: {answer.facts['member']}")
    return answer


@contextmanager
def _connected() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as held:
        held.settimeout(TIMEOUT_S)
        held.connect(str(wire.socket_path()))
        yield held


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


def _small_levels(asked: Asked, at_most: int) -> dict[UUID, Reached]:
    held = _small()
    reached, exposed = held.levels(_question(asked))
    rows = sorted(exposed.items(), key=lambda row: (row[1].level, row[1].first, row[0]))[:at_most]
    return {
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


def _small_paths(asked: Asked, targets: Sequence[UUID]) -> dict[UUID, list[tuple[UUID, datetime]]]:
    held = _small()
    reached, _ = held.levels(_question(asked))
    chains = {person: reached.path(held.node_of.get(person, -1)) for person in targets}
    return {
        person: [(held.subject_of[node], moment_of(at)) for node, at in chain]
        for person, chain in chains.items()
        if chain
    }
