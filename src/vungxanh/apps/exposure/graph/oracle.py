"""Levels F1…Fn once more, as expressions that DuckDB and Spark both run (biểu thức đối chứng).

It is what the compiled kernel is held against, and what re-scores a country in one go on a Spark cluster; in a request
it would be far too slow. Three expressions say it all: `edges`, `step`, `merge`. Needs the extra `scale`.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ibis import Table
    from ibis.backends import BaseBackend


def edges(contacts: "Table") -> "Table":
    """Contacts (one, other, at) in both directions: source, target, at."""
    there = contacts.select(source=contacts.one, target=contacts.other, at=contacts.at)
    return there.union(contacts.select(source=contacts.other, target=contacts.one, at=contacts.at))


def step(directed: "Table", frontier: "Table", isolated: "Table", wait: int) -> "Table":
    """One hop: the earliest exposure (person, at) of everyone met by the frontier (person, at) in time.

    A contact counts from `at + wait` of its source on and before its source was isolated (person, until).
    """
    met = directed.join(frontier.rename(begun="at"), directed.source == frontier.person)
    met = met.filter(met.at >= met.begun + wait).select("source", "target", "at")
    closed = met.left_join(isolated, met.source == isolated.person)
    open_ = closed.filter(closed.until.isnull() | (closed.at < closed.until))
    return open_.group_by(person=open_.target).aggregate(at=open_.at.min())


def merge(known: "Table", found: "Table") -> tuple["Table", "Table"]:
    """Who is exposed earlier than known, which is the next frontier; and what is known with it (person, at)."""
    beside = found.left_join(known.rename(before="at"), "person")
    improved = beside.filter(beside.before.isnull() | (beside.at < beside.before)).select("person", "at")
    both = known.select("person", "at").union(improved)
    return improved, both.group_by("person").aggregate(at=both.at.min())


def labels(
    engine: "BaseBackend",
    contacts: "Table",
    cases: Iterable[tuple[int, int]],
    *,
    max_level: int,
    latency: int = 0,
    isolated: Mapping[int, int] | None = None,
) -> dict[int, list[tuple[int, int]]]:
    """(hops, minute) of each person's labels by rising hops, as `core.tracing.graph.levels` gives them."""
    first: dict[int, int] = {}
    for person, since in cases:
        first[person] = min(since, first.get(person, since))
    known = frontier = _table(engine, "cases", first, "at")
    closed = _table(engine, "isolated", dict(isolated or {}), "until")
    directed = edges(contacts).cache()
    found = {person: [(0, at)] for person, at in first.items()}
    for hop in range(1, max_level + 1):
        improved, known = merge(known, step(directed, frontier, closed, latency if hop > 1 else 0))
        frontier, known = improved.cache(), known.cache()
        rows = frontier.to_pyarrow().to_pylist()
        for row in rows:
            found.setdefault(row["person"], []).append((hop, row["at"]))
        if not rows:
            break
    return found


def _table(engine: "BaseBackend", name: str, rows: Mapping[int, int], value: str) -> "Table":
    import pyarrow as pa

    held: Any = pa.table({"person": pa.array(rows.keys(), pa.int64()), value: pa.array(rows.values(), pa.int64())})
    return engine.create_table(name, held, overwrite=True)
