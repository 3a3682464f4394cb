"""What the agent says of an encounter is what the policy and `evaluate` say, iPhones too."""

import json
from pathlib import Path

import pytest

from tests.device.phones import OWN, START_MS
from vungxanh.core.tracing.encounters import encounters
from vungxanh.core.tracing.ids import SLOT_MS, identifiers
from vungxanh.core.tracing.keylist import PositiveKey, write_key_list
from vungxanh.core.tracing.risk import CURRENT, System, assess
from vungxanh.device.exchange import match_in_child
from vungxanh.device.scenarios import folder as folders
from vungxanh.device.scenarios.run import play
from vungxanh.device.store import ANDROID, IPHONE, Seen, Store

KEY, MINUTES = bytes(range(32)), 20


@pytest.mark.parametrize(("kind", "system"), [(ANDROID, System.ANDROID), (IPHONE, System.IOS)])
@pytest.mark.parametrize("rssi", [-50, -70, -90, -110])
def test_the_class_of_an_encounter_has_the_correction_for_the_pair_of_systems(
    tmp_path: Path, kind: int, system: System, rssi: int
) -> None:
    store = Store(tmp_path / "store")
    spoken = identifiers(KEY)
    for minute in range(MINUTES):
        ms = START_MS + minute * 60_000
        store.note(Seen(OWN, spoken[(ms - START_MS) // SLOT_MS], rssi, ms, kind=kind))
    keys = tmp_path / "keys.json"
    keys.write_text(write_key_list([PositiveKey(KEY, START_MS // 1000, START_MS // 1000 + 86_399)]))
    store.flush()
    (found,) = match_in_child(store, tmp_path / "store", keys, START_MS).found
    (expected,) = encounters(((row.ms, row.rssi) for row in store.sightings()), CURRENT.rule(System.ANDROID, system))
    risk = assess(expected)
    (met,) = found.encounters
    assert (met["class"], met["max_rssi"]) == (risk.level.value, rssi)
    assert met["probability"] == round(risk.probability, 6)
    assert met["minutes"] == round(expected.minutes, 1)


def test_a_simulated_android_phone_is_told_what_the_evaluation_counts(tmp_path: Path) -> None:
    run = play("hall", phones=12, seconds=1_800, start_ms=START_MS + 3_600_000, seed=3, iphone_share=0.5)
    folders.write(run, tmp_path)
    kept = folders.read(tmp_path)
    phone = next(one.number for one in run.phones if not one.iphone)
    place = folders.phone_folder(tmp_path, phone) / "store"
    store = Store(place)
    keys = tmp_path / "others.json"
    keys.write_text(write_key_list([key for number, key in enumerate(kept.keys) if number != phone]))
    told = match_in_child(store, place, keys, START_MS).found
    classes = sorted((str(met["class"]), str(met["minutes"])) for one in told for met in one.encounters)
    counted = [one.encounter for one in folders.logs(tmp_path, kept, lambda *_: None) if one.owner == phone]
    assert classes == sorted((assess(met).level.value, str(round(met.minutes, 1))) for met in counted)
    assert {System.IOS, System.ANDROID} <= set(kept.systems)
    assert len(json.loads(keys.read_text())["data"]) == 11
