"""Counts over the segments by DuckDB (báo cáo): it reads the Parquet files in place and stays under its memory limit.

Every function takes the paths of files that were checked, and answers plain rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vungxanh.apps.exposure.graph.segments import connection
from vungxanh.core.tracing.risk import CURRENT, Policy

if TYPE_CHECKING:
    import duckdb

_WEIGHTED = "near * $near + close * $close + room * $room + far * $far"


@dataclass(frozen=True, slots=True)
class DayCount:
    """Encounters of one UTC day by class, how many both phones held, and their hours together."""

    day: date
    encounters: int
    high: int
    medium: int
    low: int
    mutual: int
    hours: float


@dataclass(frozen=True, slots=True)
class Edge:
    """One row of a segment: nodes, ends in ms, minutes by bucket, strongest RSSI in dBm, held by both."""

    one: int
    other: int
    start_ms: int
    end_ms: int
    minutes: tuple[float, float, float, float]
    max_rssi: int
    is_mutual: bool


def per_day(paths: Sequence[Path], policy: Policy = CURRENT) -> list[DayCount]:
    """Counts by day, in order."""
    said = f"""
        SELECT start_ms // 86400000 AS day, count(*),
               count(*) FILTER (weighted >= $high), count(*) FILTER (weighted >= $medium AND weighted < $high),
               count(*) FILTER (weighted < $medium), count(*) FILTER (mutual),
               sum(near + close + room + far) / 60
        FROM (SELECT *, {_WEIGHTED} AS weighted FROM read_parquet($paths))
        GROUP BY day ORDER BY day
    """  # noqa: S608 - nothing of it comes from outside
    rows = _rows(paths, said, _weights(policy) | {"high": policy.high_minutes, "medium": policy.medium_minutes})
    return [DayCount(date.fromordinal(date(1970, 1, 1).toordinal() + row[0]), *row[1:]) for row in rows]


def matrix(
    paths: Sequence[Path], place_of: Mapping[int, str], policy: Policy = CURRENT
) -> dict[tuple[str, str], float]:
    """Weighted contact hours between places (one <= other), for the planner; people without a place are left out."""
    import numpy as np

    if not place_of:
        return {}
    names = sorted(set(place_of.values()))
    number = {name: place for place, name in enumerate(names)}
    nodes = {
        "node": np.fromiter(place_of, np.int32, len(place_of)),
        "place": np.fromiter((number[name] for name in place_of.values()), np.int32, len(place_of)),
    }
    said = f"""
        SELECT least(a.place, b.place), greatest(a.place, b.place), sum({_WEIGHTED}) / 60
        FROM read_parquet($paths) AS e JOIN nodes AS a ON a.node = e.one JOIN nodes AS b ON b.node = e.other
        GROUP BY 1, 2 ORDER BY 1, 2
    """  # noqa: S608 - nothing of it comes from outside
    rows = _rows(paths, said, _weights(policy), nodes=nodes)
    return {(names[one], names[other]): hours for one, other, hours in rows}


def of_nodes(paths: Sequence[Path], nodes: Sequence[int], since_ms: int, until_ms: int) -> list[Edge]:
    """The edges of some nodes that touch a span of time, by time."""
    said = """
        SELECT one, other, start_ms, end_ms, near, close, room, far, max_rssi, mutual FROM read_parquet($paths)
        WHERE end_ms >= $since AND start_ms < $until
          AND (list_contains($nodes, one) OR list_contains($nodes, other))
        ORDER BY start_ms, one, other, end_ms
    """
    rows = _rows(paths, said, {"since": since_ms, "until": until_ms, "nodes": list(nodes)})
    return [
        Edge(one, other, start_ms, end_ms, (near, close, room, far), max_rssi, is_mutual)
        for one, other, start_ms, end_ms, near, close, room, far, max_rssi, is_mutual in rows
    ]


def _weights(policy: Policy) -> dict[str, Any]:
    return dict(zip(("near", "close", "room", "far"), policy.weights, strict=True))


def _rows(
    paths: Sequence[Path], said: str, values: Mapping[str, Any], **tables: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    if not paths:
        return []
    with connection() as held:
        _register(held, tables)
        found: list[tuple[Any, ...]] = held.execute(said, {"paths": [str(path) for path in paths], **values}).fetchall()
    return found


def _register(held: "duckdb.DuckDBPyConnection", tables: Mapping[str, Mapping[str, Any]]) -> None:
    for name, columns in tables.items():
        held.register(name, columns)
