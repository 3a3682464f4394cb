"""Key lists are compared on the phone, in a process that ends with it."""

from pathlib import Path

import pytest

from tests.device.phones import START_MS
from tests.device.test_upload import Server, serving
from vungxanh.core.tracing.ids import DAY_S, SLOT_MS, identifiers
from vungxanh.core.tracing.keylist import PositiveKey, write_key_list
from vungxanh.device.exchange import fetched, match_in_child
from vungxanh.device.problems import DeviceProblem
from vungxanh.device.store import Seen, Store

KEY, STRANGER = bytes(range(32)), bytes(32)
LIST = write_key_list([PositiveKey(key, START_MS // 1000, START_MS // 1000 + DAY_S - 1) for key in (STRANGER, KEY)])


def phone_that_met_key(folder: Path) -> Store:
    """A phone that was near the holder of KEY for twenty minutes across a slot edge."""
    store = Store(folder)
    for minute in range(20):
        ms = START_MS + 40 * SLOT_MS + minute * 60_000
        store.note(Seen(bytes(12), identifiers(KEY)[ms % (96 * SLOT_MS) // SLOT_MS], -55, ms))
    return store


def test_a_key_that_was_met_is_found_with_its_encounter_and_no_other(tmp_path: Path) -> None:
    store = phone_that_met_key(tmp_path / "store")
    (tmp_path / "keys.json").write_text(LIST)
    with fetched(store, str(tmp_path / "keys.json"), START_MS) as path:
        made = match_in_child(store, tmp_path / "store", path, START_MS)
    (found,) = made.found
    assert (made.keys, made.problems, made.first) == (2, 0, [])
    assert (found.entry, found.rows) == (2, 20)
    (met,) = found.encounters
    assert met["minutes"] == pytest.approx(24, abs=1)
    assert met["class"] == "high"
    (entry,) = store.requests()
    assert (entry.by, entry.what, entry.facts) == ("owner", "match", {"keys": 2, "problems": 0, "met": 1})


@pytest.mark.parametrize("kernels", [True, False])
def test_rows_that_no_clock_explains_make_a_doubtful_encounter_and_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kernels: bool
) -> None:
    if not kernels:
        monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    store = phone_that_met_key(tmp_path / "store")
    for minute in range(30):
        store.note(Seen(bytes(12), identifiers(KEY)[50], -55, START_MS + 57 * SLOT_MS + minute * 30_000))
    (tmp_path / "keys.json").write_text(LIST)
    made = match_in_child(store, tmp_path / "store", tmp_path / "keys.json", START_MS)
    (found,) = made.found
    assert (found.rows, found.doubtful, made.met) == (50, 30, 1)
    assert [(met["class"], met.get("doubtful")) for met in found.encounters] == [("high", None), ("high", True)]
    (told,) = made.first
    assert (made.problems, told["row"], told["code"]) == (1, 2, "doubtful_rows")
    assert "+7: 30" in str(told["vi"])
    assert "+7: 30" in str(told["en"])


def test_a_list_comes_from_a_server_and_the_request_stands_in_the_log(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with serving(Server(body=LIST.encode())) as server, fetched(store, server.url, START_MS) as path:
        assert path.read_text() == LIST
    assert not path.exists()
    assert [(one.what, one.outcome, one.facts["bytes"]) for one in store.requests()] == [
        ("key_list", "fetched", len(LIST))
    ]


def test_a_list_that_is_too_large_is_not_fetched_to_its_end(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with (
        serving(Server(body=bytes(3_000_000))) as server,
        pytest.raises(DeviceProblem) as refused,
        fetched(store, server.url, START_MS, limit=100_000),
    ):
        pass
    assert refused.value.code == "too_large"
    assert [one.outcome for one in store.requests()] == ["failed"]


def test_a_list_that_is_none_is_named(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    (tmp_path / "keys.json").write_text("[1, 2")
    with pytest.raises(DeviceProblem) as refused:
        match_in_child(store, tmp_path / "store", tmp_path / "keys.json", START_MS)
    assert refused.value.code == "list_refused"
    assert "keys.json" in refused.value.sentence("vi")
    assert "JSON" in refused.value.sentence("vi")
    assert [(one.what, one.outcome) for one in store.requests()] == [("match", "refused")]
