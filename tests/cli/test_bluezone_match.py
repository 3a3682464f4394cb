"""`vungxanh bluezone match`: a phone's history beside positive keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from vungxanh.cli.bluezone import bluezone
from vungxanh.core.tracing.ids import SLOT_MS, identifiers, key_after, next_key
from vungxanh.core.tracing.problems import Problem
from vungxanh.core.tracing.tracefile import Row, write_row

K1 = "4C5224B397F8AB3896781D5AA0F3119F280513F1B592CA280EBDED6357E21084"
K2 = "66B07D33DA4E16A359B590EDA1E8DC90892D341C86A6491376041FE44505FFB5"
START_S = 1_596_844_800  # 2020-08-08 00:00 UTC
START_MS = START_S * 1000
OWN = bytes(range(12))
IDS = identifiers(bytes.fromhex(K1))
HOUR_MS = 3_600_000


def entry(key: str = K1, *, end_s: int = START_S + 14 * 86_400, slots: object = 96) -> dict[str, Any]:
    return {"daily_key": key, "time_start": START_S, "time_end": end_s, "max": slots}


def met(slot: int, late_ms: int = 60_000, *, rssi: int = -60) -> Row:
    """The holder of K1 seen `late_ms` after the start of a slot."""
    return Row(OWN, IDS[slot], rssi, START_MS + slot * SLOT_MS + late_ms)


def match(folder: Path, entries: object, history: bytes | list[Row], *words: str) -> Result:
    keys, trace = folder / "f0.json", folder / "data_trace.txt"
    keys.write_text(json.dumps({"data": entries}), "utf-8")
    trace.write_bytes(history if isinstance(history, bytes) else b"".join(map(write_row, history)))
    return run(keys, trace, *words)


def run(keys: Path, trace: Path, *words: str) -> Result:
    return CliRunner().invoke(bluezone, ["match", "--keys", str(keys), "--history", str(trace), *words])


def answer(folder: Path, entries: object, history: bytes | list[Row], *words: str) -> dict[str, Any]:
    done = match(folder, entries, history, "--json", *words)
    assert (done.exit_code, done.stderr) == (0, "")
    form: dict[str, Any] = json.loads(done.stdout)
    return form


def test_the_rows_of_a_real_phone_are_reproduced_from_its_own_key(tmp_path: Path) -> None:
    times = [1596887252275, 1596887262300, 1596887275000, 1596887287000, 1596887300000, 1596887312446]
    lines = [f"286BCE589AB994EFA5F73CAD\t9C25DF2D9861B31897EA3028\t-60\t{ms}\n" for ms in times]
    form = answer(tmp_path, [entry(K2)], "".join(lines).encode() + b"\r\n", "--own")
    key = form["keys"][0]
    assert (key["daily_key"], key["matched"], key["rows"]) == (K2, True, 6)
    assert (key["first_ms"], key["last_ms"], key["slot_offsets"]) == (times[0], times[-1], {"0": 6})
    assert not answer(tmp_path, [entry(K2)], "".join(lines).encode())["keys"][0]["matched"]
    assert form["problems"] == []


def test_each_key_has_its_rows_offsets_and_encounters_with_their_risk(tmp_path: Path) -> None:
    rows = [met(4, late, rssi=-62) for late in range(0, 900_000, 10_000)] + [met(4, 905_000, rssi=-58)]
    form = answer(tmp_path, [entry(), entry(K2)], rows)
    first, second = form["keys"]
    assert list(first)[:7] == [
        "daily_key", "matched", "rows", "first_ms", "last_ms", "slot_offsets", "encounters",
    ]  # fmt: skip
    assert (first["rows"], first["slot_offsets"]) == (91, {"0": 90, "1": 1})
    only = first["encounters"][0]
    assert list(only) == ["start", "end", "minutes", "max_rssi", "class", "probability"]
    assert only["start"] == "2020-08-08T08:00:00+07:00"
    assert only["max_rssi"] == -58
    assert only["minutes"] == pytest.approx(20.1)
    assert only["class"] == "high"
    assert 0 < only["probability"] < 0.01
    assert (second["matched"], second["rows"], second["first_ms"], second["encounters"]) == (False, 0, None, [])


def test_two_meetings_of_a_day_are_two_encounters(tmp_path: Path) -> None:
    form = answer(tmp_path, [entry()], [met(40), met(4), met(41)])
    assert [one["start"][11:16] for one in form["keys"][0]["encounters"]] == ["08:01", "17:01"]


def test_a_clock_wrong_by_hours_is_refused_counted_and_said(tmp_path: Path) -> None:
    rows = [met(4), met(4, 3 * HOUR_MS), met(4, -3 * HOUR_MS)]
    form = answer(tmp_path, [entry()], rows)
    assert (form["keys"][0]["rows"], form["keys"][0]["wrong_clock"]) == (1, 2)
    assert "đồng hồ sai" in form["problems"][0]["sentence"]
    assert "wrong clock" in match(tmp_path, [entry()], rows, "--lang", "en").stderr


def test_a_clock_wrong_by_less_is_accepted_and_its_offset_told(tmp_path: Path) -> None:
    form = answer(tmp_path, [entry()], [met(4, HOUR_MS), met(8, HOUR_MS), met(12, HOUR_MS)])
    assert form["keys"][0]["slot_offsets"] == {"4": 3}


def test_a_replay_beside_right_rows_makes_a_doubtful_encounter_and_is_told(tmp_path: Path) -> None:
    rows = [met(20, minute * 60_000) for minute in range(3)]
    rows += [met(40, 7 * SLOT_MS + minute * 60_000) for minute in range(15)]
    form = answer(tmp_path, [entry(), entry(K2)], rows)
    key, other = form["keys"]
    assert (key["matched"], key["rows"], key["slot_offsets"]) == (True, 18, {"0": 3, "7": 15})
    assert (key["doubtful"], other["doubtful"]) == ({"rows": 15, "offsets": {"7": 15}}, {"rows": 0, "offsets": {}})
    sure, apart = key["encounters"]
    assert (sure["class"], "doubtful" in sure) == ("medium", False)
    assert (apart["class"], apart["doubtful"], apart["minutes"]) == ("high", True, 19.0)
    (problem,) = form["problems"]
    assert (problem["code"], problem["file"], problem["row"]) == ("doubtful_rows", "f0.json", 1)
    for lang, words, beside, cure in (
        ("vi", "15 dòng nghi ngờ", "nghi ngờ: trái với đồng hồ", "Hãy hỏi"),
        ("en", "15 doubtful rows", "doubtful: against that day's clock", "Ask both persons"),
    ):
        said = match(tmp_path, [entry()], rows, "--lang", lang)
        assert words in said.stdout
        assert [beside in line for line in said.stdout.splitlines()] == [False, False, True, False]
        assert cure in said.stderr


def test_a_key_of_which_all_rows_are_doubtful_is_a_doubtful_contact(tmp_path: Path) -> None:
    second = next_key(bytes.fromhex(K1))
    later = {**entry(second.hex()), "time_start": START_S + 86_400, "time_end": START_S + 172_799}
    rows = [
        met(95, 80 * 60_000),
        *(Row(OWN, identifiers(second)[1], -60, START_MS + 86_400_000 + SLOT_MS) for _ in "ab"),
    ]
    first, other = answer(tmp_path, [entry(end_s=START_S + 86_399), later], rows)["keys"]
    assert (first["matched"], first["rows"], first["doubtful"]["rows"]) == (True, 1, 1)
    assert [one["doubtful"] for one in first["encounters"]] == [True]
    assert other["matched"]
    said = match(tmp_path, [entry(end_s=START_S + 86_399), later], rows, "--lang", "en").stdout
    assert "same person as" not in said
    assert "DOUBTFUL CONTACT" in said.splitlines()[0]


def test_sightings_after_the_end_of_a_key_are_refused(tmp_path: Path) -> None:
    form = answer(tmp_path, [entry(end_s=START_S + 3_600)], [met(3), met(5), met(6)])
    assert (form["keys"][0]["rows"], form["keys"][0]["after_end"]) == (1, 2)
    assert form["problems"][0]["code"] == "after_end"


def test_refused_rows_are_told_with_the_file_and_the_entry_of_their_key(tmp_path: Path) -> None:
    entries = [7, entry(K2), entry(end_s=START_S + 3_600)]
    form = answer(tmp_path, entries, [met(3), met(5), met(6, 4 * HOUR_MS)])
    assert [(one["code"], one["file"], one["row"]) for one in form["problems"]] == [
        ("not_an_entry", "f0.json", 1), ("wrong_clock", "f0.json", 3), ("after_end", "f0.json", 3),
    ]  # fmt: skip


def test_a_meeting_over_the_change_of_day_keys_is_one_encounter_of_one_person(tmp_path: Path) -> None:
    second = next_key(bytes.fromhex(K1))
    later = {**entry(second.hex()), "time_start": START_S + 86_400, "time_end": START_S + 172_799}
    rows = [met(95, minute * 60_000) for minute in range(7, 15)]
    rows += [Row(OWN, identifiers(second)[0], -60, START_MS + 86_400_000 + minute * 60_000) for minute in range(9)]
    keys = answer(tmp_path, [entry(end_s=START_S + 86_399), later, entry(K2)], rows)["keys"]
    assert [one["rows"] for one in keys] == [8, 9, 0]
    assert [one["person"] for one in keys] == [K1, K1, K2]
    assert [[(met["minutes"], met["class"]) for met in one["encounters"]] for one in keys] == [[(21.0, "high")], [], []]
    said = match(tmp_path, [entry(end_s=START_S + 86_399), later], rows, "--lang", "en").stdout
    assert f"same person as key {K1[:16]}" in said


def test_what_a_phone_says_of_itself_is_read_and_reproduces_its_own_rows(tmp_path: Path) -> None:
    info = {"time_start": float(START_S), "base_id": K2, "time": START_S, "daily_key": K2.lower()}
    own = identifiers(key_after(bytes.fromhex(K2), 40))[20]
    trace = tmp_path / "data_trace.txt"
    trace.write_bytes(write_row(Row(own, OWN, -60, START_MS + 40 * 86_400_000 + 20 * SLOT_MS)))
    for content in (info, json.dumps(info)):
        (tmp_path / "info.json").write_text(json.dumps(content), "utf-8")
        form = json.loads(run(tmp_path / "info.json", trace, "--own", "--json").stdout)
        assert [(one["daily_key"], one["rows"]) for one in form["keys"]] == [(K2, 1)]
        assert form["problems"] == []


def test_where_compiling_is_forbidden_that_is_said_in_one_sentence(tmp_path: Path) -> None:
    match(tmp_path, [entry()], [met(4)])
    words = [
        "match",
        "--keys",
        str(tmp_path / "f0.json"),
        "--history",
        str(tmp_path / "data_trace.txt"),
        "--lang",
        "en",
    ]
    program = f"from vungxanh.cli.bluezone import bluezone; bluezone({words!r})"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [Problem("kernels_off").sentence("en")]


def test_wrong_entries_are_named_with_their_place_and_the_others_still_matched(tmp_path: Path) -> None:
    entries = [entry(slots=0), entry(K1[:-1]), entry("xyz"), {"daily_key": K1}, 7, entry(end_s=START_S + 86_400_000)]
    form = answer(tmp_path, entries, [met(4)])
    assert [(one["row"], one["file"]) for one in form["problems"]] == [(row, "f0.json") for row in range(1, 7)]
    assert [one["code"] for one in form["problems"]] == [
        "bad_slots", "key_length", "key_not_hex", "member_missing", "not_an_entry", "too_long",
    ]  # fmt: skip
    assert [(key["daily_key"], key["rows"]) for key in form["keys"]] == [(K1, 1)]


def test_damaged_rows_are_named_and_the_others_still_matched(tmp_path: Path) -> None:
    good = write_row(met(4))
    damaged = [good, good[:40], b"\n", b"x\ty\n", good.replace(b"-60", b"near"), good[:-1]]
    form = answer(tmp_path, [entry()], b"".join(damaged))
    assert form["keys"][0]["rows"] == 2
    assert [one["row"] for one in form["problems"]] == [2, 3, 4]
    said = match(tmp_path, [entry()], b"".join(damaged))
    assert said.exit_code == 0
    assert said.stderr.splitlines()[0].startswith("data_trace.txt, dòng 2: ")


def test_of_very_many_damaged_rows_the_first_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    form = answer(tmp_path, [entry()], write_row(met(4)) + b"rubbish\n" * 5_000)
    assert len(form["problems"]) == 21
    assert "4980" in form["problems"][-1]["sentence"]


def test_rows_of_an_iphone_of_a_mac_address_and_after_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    apple = Row(OWN, IDS[4], -60, START_MS + 4 * SLOT_MS, in_seconds=True)
    rows = b"\xef\xbb\xbf" + write_row(apple) + write_row(Row(OWN, None, -70, START_MS))
    form = answer(tmp_path, [entry()], rows)
    assert (form["keys"][0]["first_ms"], form["rows_read"]) == (START_MS + 4 * SLOT_MS, 1)
    assert form["problems"] == []


def test_an_empty_history_is_no_contact_and_said(tmp_path: Path) -> None:
    form = answer(tmp_path, [entry()], b"")
    assert form["keys"][0]["matched"] is False
    assert form["problems"][0]["code"] == "nobody_met"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_file_that_cannot_be_used_is_one_sentence_and_exit_2(tmp_path: Path, lang: str) -> None:
    good, trace = tmp_path / "good.json", tmp_path / "trace.txt"
    good.write_text(json.dumps({"data": [entry()]}), "utf-8")
    trace.write_bytes(write_row(met(4)))
    contents = {
        "empty.json": b"", "not.json": b"{", "list.json": b"[]", "latin.json": "ă".encode("cp1258"),
        "deep.json": b"[" * 100_000,
    }  # fmt: skip
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "utf16.txt").write_bytes(write_row(met(4)).decode().encode("utf-16"))
    (tmp_path / "letter.txt").write_bytes(b"Kinh gui\n" * 10)
    keys = [(tmp_path / name, trace) for name in [*contents, "missing.json", "."]]
    histories = [(good, tmp_path / name) for name in ("utf16.txt", "letter.txt", "missing.txt", ".")]
    for pair in [*keys, *histories]:
        done = run(*pair, "--lang", lang, "--json")
        assert (done.exit_code, done.stdout) == (2, ""), pair
        assert len(done.stderr.strip().splitlines()) == 1
        assert isinstance(done.exception, SystemExit)


def test_a_person_reads_who_was_met_and_when(tmp_path: Path) -> None:
    said = match(tmp_path, [entry(), entry(K2)], [met(4)]).stdout
    assert "CÓ TIẾP XÚC" in said
    assert "không tiếp xúc" in said
    assert "no contact" in match(tmp_path, [entry(K2)], [met(4)], "--lang", "en").stdout
