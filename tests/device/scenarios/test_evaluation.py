"""The truth of the walks, and how the records are scored against it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from vungxanh.core.tracing.edges import Logged
from vungxanh.core.tracing.encounters import encounters
from vungxanh.core.tracing.risk import Class, System
from vungxanh.core.tracing.tracefile import Row, read_rows
from vungxanh.device.scenarios import folder as folders
from vungxanh.device.scenarios.evaluation import Score, evaluate
from vungxanh.device.scenarios.journeys import Leg
from vungxanh.device.scenarios.propagation import Air
from vungxanh.device.scenarios.run import play
from vungxanh.device.scenarios.scene import Scene
from vungxanh.device.scenarios.truth import Near, truth
from vungxanh.device.store import ANDROID, IPHONE, Store

NEVER_S = 1e6
ANDROIDS = [System.ANDROID] * 4


def logs(pair: tuple[int, int], minutes: int, rssi: int) -> list[Logged]:
    """One phone's encounter with the other: a row every ten seconds."""
    rows = [(10_000 * place, rssi) for place in range(6 * minutes)]
    return [Logged(*pair, met) for met in encounters(rows)]


def near(one: int, other: int, minutes: float) -> Near:
    return Near(one, other, minutes, 0, 100, 1.0)


def test_the_truth_counts_the_seconds_within_two_metres() -> None:
    spots = [(0.0, 0.0), (1.9, 0.0), (3.95, 0.0)]
    legs = [(person, Leg(0, NEVER_S, at, at, 0.0)) for person, at in enumerate(spots)]
    legs += [(3, Leg(0, 600, (0, 1), (0, 1), 0.0)), (3, Leg(600, NEVER_S, (0, 1), (0, 1), 0.0, here=False))]
    pairs = truth(Scene(4, 1, iter(legs), air=Air()), 1_200)
    assert [(pair.one, pair.other, pair.minutes, pair.last_s) for pair in pairs] == [
        (0, 1, 20.0, 1199),
        (0, 3, 10.0, 599),
    ]
    assert [pair.true_contact for pair in pairs] == [True, False]
    assert pairs[0].nearest_m == pytest.approx(1.9)


def test_true_pairs_are_found_by_class_or_missed_and_others_are_false() -> None:
    told = [*logs((0, 1), 30, -50), *logs((1, 0), 5, -80), *logs((0, 2), 30, -95), *logs((2, 3), 30, -50)]
    result = evaluate(told, [near(0, 1, 20), near(0, 2, 16), near(1, 3, 15), near(2, 3, 14.9)], ANDROIDS)
    score = result.everybody
    assert score.true == {Class.HIGH: 1, Class.LOW: 1}
    assert (score.missed, score.false) == (1, {Class.HIGH: 1})
    assert score.found([Class.HIGH]) == pytest.approx(1 / 3)
    assert score.right([Class.HIGH]) == pytest.approx(1 / 2)
    assert result.by_systems.keys() == {"android-android"}


def test_what_lasted_too_short_is_not_told_by_the_official_definition() -> None:
    result = evaluate([*logs((0, 1), 3, -50)], [near(0, 1, 20)], ANDROIDS)
    assert (result.everybody.missed, result.lasting.missed) == (0, 1)


def test_without_true_pairs_there_is_no_share() -> None:
    assert Score().found([Class.HIGH]) is None
    assert Score().right([Class.HIGH]) is None


def test_stores_hold_the_rows_of_the_export_under_the_simulated_key(tmp_path: Path) -> None:
    run = play("hall", phones=6, seconds=600, start_ms=1_596_848_400_000, seed=4)
    folders.write(run, tmp_path / "run")
    apple = [phone.number for phone in run.phones if phone.iphone]
    kinds = set()
    for phone in run.phones:
        place = folders.phone_folder(tmp_path / "run", phone.number)
        exported = [
            row for row in read_rows(io.BytesIO((place / "data_trace.txt").read_bytes())) if isinstance(row, Row)
        ]
        store = Store(place / "store")
        kept = list(store.sightings())
        assert store.base_key(run.start_ms).key == phone.base.key
        store.close()
        assert [(row.own, row.contact, row.rssi, row.ms) for row in kept] == [
            (row.own, row.contact, row.rssi, row.ms) for row in exported
        ]
        kinds |= {row.kind for row in kept}
    assert kinds == ({ANDROID, IPHONE} if apple else {ANDROID})


def test_a_run_comes_back_as_it_was_written(tmp_path: Path) -> None:
    run = play("bus", phones=6, seconds=300, start_ms=1_596_848_400_000, seed=4)
    folders.write(run, tmp_path / "run")
    kept = folders.read(tmp_path / "run")
    assert list(kept.near) == run.near
    assert [system is System.IOS for system in kept.systems] == [phone.iphone for phone in run.phones]
    assert list(kept.keys) == [run.key_of(phone) for phone in run.phones]
