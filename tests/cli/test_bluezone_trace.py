"""`vungxanh bluezone trace`: levels out of a Parquet file of contacts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from vungxanh.cli.bluezone import bluezone, contacts

DAY = "2020-08-0"
CHAIN = [("An", "Bình", f"{DAY}2 08:00"), ("Bình", "Chi", f"{DAY}3 08:00"), ("Bình", "Dũng", f"{DAY}1 08:00")]
INDEX = [{"person": "An", "since": "2020-08-01T00:00:00Z"}]


def edges(folder: Path, rows: list[tuple[Any, ...]], columns: str = "a VARCHAR, b VARCHAR, at TIMESTAMP") -> Path:
    path = folder / "edges.parquet"
    database = duckdb.connect()
    database.execute(f"CREATE TABLE edges ({columns.replace('at ', chr(34) + 'at' + chr(34) + ' ')})")
    if rows:
        database.executemany(f"INSERT INTO edges VALUES ({', '.join('?' * len(rows[0]))})", rows)
    database.table("edges").write_parquet(str(path))
    return path


def trace(folder: Path, path: Path, index: object, *words: str) -> Result:
    cases = folder / "f0.json"
    cases.write_text(json.dumps(index), "utf-8")
    return CliRunner().invoke(bluezone, ["trace", "--edges", str(path), "--index", str(cases), *words])


def answer(folder: Path, path: Path, index: object, *words: str) -> dict[str, Any]:
    done = trace(folder, path, index, "--json", *words)
    assert (done.exit_code, done.stderr) == (0, "")
    form: dict[str, Any] = json.loads(done.stdout)
    return form


def levels(form: dict[str, Any]) -> dict[Any, int]:
    return {one["person"]: one["level"] for one in form["reached"]}


def test_levels_respect_time_where_a_search_that_ignores_it_would_not(tmp_path: Path) -> None:
    form = answer(tmp_path, edges(tmp_path, CHAIN), INDEX, "--max-level", "3")
    assert levels(form) == {"An": 0, "Bình": 1, "Chi": 2}
    assert [(one["level"], one["persons"]) for one in form["levels"]] == [(0, 1), (1, 1), (2, 1), (3, 0)]
    assert (form["contacts"], form["persons"], form["skipped"], form["problems"]) == (3, 4, 0, [])


def test_each_person_has_the_time_of_exposure_and_the_way_that_explains_it(tmp_path: Path) -> None:
    rows = [*CHAIN, ("Bình", "Chi", f"{DAY}5 09:30")]
    chi = answer(tmp_path, edges(tmp_path, rows), INDEX)["reached"][-1]
    assert chi == {
        "person": "Chi",
        "level": 2,
        "at": "2020-08-03T15:00:00+07:00",
        "last": "2020-08-05T16:30:00+07:00",
        "sources": 1,
        "path": [
            {"person": "An", "at": "2020-08-01T07:00:00+07:00"},
            {"person": "Bình", "at": "2020-08-02T15:00:00+07:00"},
            {"person": "Chi", "at": "2020-08-03T15:00:00+07:00"},
        ],
    }


def test_latency_lets_nobody_pass_it_on_too_soon_but_the_case(tmp_path: Path) -> None:
    path = edges(tmp_path, CHAIN)
    assert "Chi" in levels(answer(tmp_path, path, INDEX, "--latency-days", "1"))
    assert levels(answer(tmp_path, path, INDEX, "--latency-days", "1.5")) == {"An": 0, "Bình": 1}


def test_who_is_isolated_passes_nothing_on(tmp_path: Path) -> None:
    ends = tmp_path / "isolated.json"
    ends.write_text(json.dumps({"isolated": [{"person": "Bình", "since": "2020-08-03"}, {"person": 5}]}), "utf-8")
    form = answer(tmp_path, edges(tmp_path, CHAIN), INDEX, "--isolated", str(ends))
    assert levels(form) == {"An": 0, "Bình": 1}
    assert [(one["file"], one["row"], one["code"]) for one in form["problems"]] == [
        ("isolated.json", 2, "member_missing")
    ]


def test_order_within_a_minute_is_respected_and_a_contact_just_before_isolation_counts(tmp_path: Path) -> None:
    at = 1_596_355_200_000
    times = "a BIGINT, b BIGINT, at BIGINT"
    too_early = edges(tmp_path, [(1, 2, at + 50_000), (2, 3, at + 10_000)], times)
    assert levels(answer(tmp_path, too_early, [{"person": 1, "since": at}])) == {1: 0, 2: 1}
    ends = tmp_path / "isolated.json"
    ends.write_text(json.dumps([{"person": 1, "since": "2020-08-02T15:00:30.057"}]), "utf-8")
    rows = [(1, 2, at + 10_000), (1, 3, at + 30_056), (1, 4, at + 30_057)]
    form = answer(tmp_path, edges(tmp_path, rows, times), [{"person": 1, "since": at + 5_000}], "--isolated", str(ends))
    assert levels(form) == {1: 0, 2: 1, 3: 1}


@pytest.mark.parametrize(
    ("kind", "factor"), [("BIGINT", 1), ("BIGINT", 1000), ("TIMESTAMP", 0), ("TIMESTAMPTZ", 0), ("TIMESTAMP_NS", 0)]
)
def test_times_may_be_seconds_milliseconds_or_timestamps(tmp_path: Path, kind: str, factor: int) -> None:
    at: int | str = 1_596_355_200 * factor if factor else "2020-08-02 08:00:00+00" if "TZ" in kind else f"{DAY}2 08:00"
    path = edges(tmp_path, [(7, 900, at)], f"a BIGINT, b INTEGER, at {kind}")
    form = answer(tmp_path, path, {"cases": [{"person": 7, "since": 1_596_240_000}]})
    assert form["reached"][1]["at"] == "2020-08-02T15:00:00+07:00"
    assert [one["person"] for one in form["reached"]] == ["7", "900"]


def test_integer_names_stay_integers(tmp_path: Path) -> None:
    path = edges(tmp_path, [(7, 2**40, f"{DAY}2 08:00")], "a BIGINT, b BIGINT, at TIMESTAMP")
    assert list(levels(answer(tmp_path, path, [{"person": 7, "since": "2020-08-01"}]))) == [7, 2**40]


def test_contacts_too_short_or_too_weak_are_left_out_when_asked(tmp_path: Path) -> None:
    rows = [("An", "Bình", f"{DAY}2 08:00", 20, -60), ("An", "Chi", f"{DAY}2 09:00", 10, -60)]
    rows.append(("An", "Dũng", f"{DAY}2 10:00", 20, -90))
    path = edges(tmp_path, rows, "a VARCHAR, b VARCHAR, at TIMESTAMP, minutes INTEGER, max_rssi INTEGER")
    words = ("--min-minutes", "15", "--min-rssi", "-75")
    assert list(levels(answer(tmp_path, path, INDEX, *words))) == ["An", "Bình"]
    missing = trace(tmp_path, edges(tmp_path, CHAIN), INDEX, "--min-minutes", "15")
    assert missing.exit_code == 2
    assert "«minutes»" in missing.stderr


def test_rows_without_name_or_time_are_counted_and_unknown_cases_named(tmp_path: Path) -> None:
    rows = [*CHAIN, ("An", None, f"{DAY}2 08:00"), ("An", "An", f"{DAY}2 08:00"), ("An", "Em", None)]
    index = [*INDEX, {"person": "Giang", "since": "2020-08-01"}, {"person": "An", "since": "hôm qua"}, 3]
    form = answer(tmp_path, edges(tmp_path, rows), index)
    assert form["skipped"] == 3
    assert levels(form)["Chi"] == 2
    assert [one["code"] for one in form["problems"]] == ["not_a_time", "not_an_entry", "person_unknown"]
    assert "«Giang»" in form["problems"][-1]["sentence"]
    assert form["problems"][-1]["file"] == "f0.json"


def test_days_are_read_in_pieces_whatever_the_order_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(one, one + 1, f"{DAY}{one % 7 + 1} 0{one % 5}:00") for one in range(40)]
    path, index = edges(tmp_path, rows, "a BIGINT, b BIGINT, at TIMESTAMP"), [{"person": 7, "since": "2020-08-01"}]
    at_once = answer(tmp_path, path, index)
    pieces = []
    read = contacts.Contacts._columns

    def noted(self: contacts.Contacts, *words: Any) -> dict[str, Any]:
        found = read(self, *words)
        pieces.append(max(len(column) for column in found.values()))
        return found

    monkeypatch.setattr(contacts, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(contacts.Contacts, "_columns", noted)
    assert answer(tmp_path, path, index) == at_once
    assert len(at_once["reached"]) > 2
    assert max(pieces) == 2


def test_only_the_names_of_those_reached_are_kept_and_none_for_the_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    names = contacts.Contacts.names

    def noted(self: contacts.Contacts, numbers: list[int]) -> dict[int, Any]:
        asked.append(names(self, numbers))
        return asked[-1]

    monkeypatch.setattr(contacts.Contacts, "names", noted)
    path = edges(tmp_path, CHAIN)
    answer(tmp_path, path, INDEX, "--summary")
    assert asked == []
    answer(tmp_path, path, INDEX)
    assert sorted(asked[0].values()) == ["An", "Bình", "Chi"]


def test_a_file_without_contacts_reaches_nobody(tmp_path: Path) -> None:
    form = answer(tmp_path, edges(tmp_path, []), INDEX)
    assert (form["contacts"], form["levels"][0]["persons"], form["reached"]) == (0, 0, [])


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_file_that_cannot_be_used_is_one_sentence_and_exit_2(tmp_path: Path, lang: str) -> None:
    text = tmp_path / "text.parquet"
    text.write_text("a,b,at\n", "utf-8")
    (tmp_path / "other").mkdir()
    other = edges(tmp_path / "other", [("An", "x")], "a VARCHAR, b VARCHAR")
    words = edges(tmp_path, [("An", "Bình", "x")], "a VARCHAR, b VARCHAR, at VARCHAR")
    for path in (text, other, words, tmp_path, tmp_path / "missing.parquet"):
        done = trace(tmp_path, path, INDEX, "--lang", lang)
        assert (done.exit_code, done.stdout) == (2, ""), path
        assert len(done.stderr.strip().splitlines()) == 1
        assert path.name in done.stderr
    said = trace(tmp_path, text, {"nobody": []}, "--lang", lang)
    assert said.exit_code == 2
    assert "«person»" in said.stderr or "“person”" in said.stderr


def test_a_person_reads_counts_and_ways(tmp_path: Path) -> None:
    path = edges(tmp_path, CHAIN)
    said = trace(tmp_path, path, INDEX).stdout
    assert "F2: 1 người" in said
    assert "F2  Chi: An (08-01 07:00) → Bình (08-02 15:00) → Chi (08-03 15:00)" in said
    brief = trace(tmp_path, path, INDEX, "--summary", "--lang", "en").stdout
    assert "F2: 1 person(s)" in brief
    assert "→" not in brief
    assert "reached" not in answer(tmp_path, path, INDEX, "--summary")
