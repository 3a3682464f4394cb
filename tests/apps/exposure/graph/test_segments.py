"""Files of segments: whole or not there, checked, swept, dropped by the day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.apps.exposure.graph.stored import AT, EPOCH_DAY, columns, holders, store, subject
from tests.core.tracing.networks import DAY
from tests.factories.org import a_province
from vungxanh.apps.exposure.graph import segments, server
from vungxanh.apps.exposure.models import Segment
from vungxanh.core.records.retention import RULES, limits
from vungxanh.core.tracing.graph import Contact
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.clock import machine_now
from vungxanh.kit.retention.running import Moments, expire

pytestmark = pytest.mark.django_db(transaction=True)


def at_day(number: int) -> datetime:
    return datetime.combine(segments.day_of(number), datetime.min.time(), UTC)


def moments(province: datetime) -> Moments:
    """The machine's clock stands at today, whatever day the province has."""
    return Moments(province, machine_now())


def test_a_file_holds_what_was_written_sorted_by_time_in_compressed_parquet() -> None:
    node_of = holders(4)
    edges = columns([Contact(2, 3, 50), Contact(0, 1, 5), Contact(0, 1, 700)], node_of)
    written = segments.write(segments.day_of(EPOCH_DAY), "49", 1, "run", edges)
    found = segments.read(written.name, written.sha256)
    assert {name: column.dtype.name for name, column in found.items()} == segments.TYPES
    assert all(np.array_equal(found[name], edges[name]) for name in segments.TYPES)
    assert found["start_ms"].tolist() == sorted(found["start_ms"].tolist())
    with segments.connection() as held:
        codecs = held.execute(
            "SELECT DISTINCT compression FROM parquet_metadata(?)", [str(segments.path_of(written.name))]
        ).fetchall()
    assert codecs == [("ZSTD",)]


def test_a_changed_file_is_refused() -> None:
    segment = store(EPOCH_DAY, a_province(), columns([Contact(0, 1, 5)], holders(2)))
    path = segments.path_of(segment.name)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(segments.Damaged):
        segments.read(segment.name, segment.sha256)


def test_the_policy_keeps_segments_from_21_to_28_days_and_nothing_else() -> None:
    [rule] = [rule for rule in RULES if rule.name == "segments"]
    assert (rule.days, rule.least, rule.most) == (21, 21, 28)
    assert limits({"segments": 28})["segments"] == timedelta(days=28)
    for days in (20, 29):
        with pytest.raises(ValueError, match="21 to 28"):
            limits({"segments": days})


def test_a_day_is_dropped_whole_from_table_disk_and_memory_once_it_was_kept_long_enough() -> None:
    node_of, area = holders(3), a_province()
    for day, pair in ((0, (0, 1)), (1, (1, 2))):
        store(EPOCH_DAY + day, area, columns([Contact(*pair, day * DAY + 5)], node_of))
    keeper = server.Keeper()
    keeper.look()

    assert "segments" not in expire(moments(at_day(EPOCH_DAY + 21)))
    assert len(list(segments.files())) == 2

    entries = Entry.objects.filter(verb="retention.expire").count()
    assert expire(moments(at_day(EPOCH_DAY + 22)))["segments"] == 1
    assert [row.day for row in Segment.objects.all()] == [segments.day_of(EPOCH_DAY + 1)]
    assert [path.parent.name for path in segments.files()] == [f"{segments.day_of(EPOCH_DAY + 1)}"]
    assert Entry.objects.filter(verb="retention.expire").count() == entries + 1
    keeper.look()
    assert list(keeper.held.days) == [EPOCH_DAY + 1]
    question = {"op": "levels", "cases": [[subject(0).hex, EPOCH_DAY * DAY]], "max_level": 3, "latency": 0}
    assert keeper.held.answer(question | {"until": (EPOCH_DAY + 9) * DAY}).facts["total"] == 0

    assert expire(moments(at_day(EPOCH_DAY + 60)))["segments"] == 1
    assert not list(segments.folder().rglob("*"))
    keeper.look()
    assert not keeper.held.days


def old(path: Path) -> None:
    import os

    os.utime(path, (AT.timestamp(), AT.timestamp()))


def test_what_a_killed_run_left_is_swept_after_a_day_and_what_counts_is_not() -> None:
    segment = store(EPOCH_DAY, a_province(), columns([Contact(0, 1, 5)], holders(2)))
    kept = segments.path_of(segment.name)
    left, fresh, half = (kept.with_name(name) for name in ("49-v2-x.parquet", "49-v3-x.parquet", "tmp.part"))
    for path in (left, fresh, half):
        path.touch()
    for path in (kept, left, half):
        old(path)
    expire(moments(at_day(EPOCH_DAY + 1)))
    assert sorted(segments.files()) == sorted([kept, fresh])
