"""`vungxanh bluezone simulate`, `evaluate` and `agent` on the command line."""

from __future__ import annotations

import csv
import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner, Result

from vungxanh.cli.bluezone import bluezone

SMALL = ("--phones", "8", "--minutes", "20")


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(bluezone, [str(word) for word in words])


def simulate(out: Path, *words: str) -> Result:
    return run("simulate", "--out", out, *SMALL, *words)


def written(folder: Path) -> dict[str, bytes]:
    """Everything but the stores, whose seals are made of chance."""
    files = (path for path in folder.rglob("*") if path.is_file() and "store" not in path.parts)
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_run_writes_every_phones_export_key_and_store_and_the_truth(tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = simulate(out, "--scenario", "hall", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    about = json.loads((out / "scenario.json").read_text("utf-8"))
    assert (about["scenario"], len(about["phones"])) == ("hall", 8)
    for phone in about["phones"]:
        place = out / "phones" / f"{phone['number']:04d}"
        assert len((place / "data_trace.txt").read_bytes().splitlines()) == phone["rows"]
        assert (place / "store" / "store.sqlite3").stat().st_mode & 0o077 == 0
        assert len(json.loads((place / "keys.json").read_text("utf-8"))["data"]) == 1
    pairs = json.loads((out / "truth.json").read_text("utf-8"))["pairs"]
    with (out / "truth.csv").open(encoding="utf-8") as file:
        assert [float(row["minutes"]) for row in csv.DictReader(file)] == [pair["minutes"] for pair in pairs]
    assert json.loads(done.stdout)["near"] == len(pairs)


@pytest.mark.parametrize("scenario", ["bus", "hall", "market"])
def test_the_same_seed_gives_the_same_files_and_another_seed_others(tmp_path: Path, scenario: str) -> None:
    for name, seed in (("one", "5"), ("two", "5"), ("three", "6")):
        simulate(tmp_path / name, "--scenario", scenario, "--seed", seed, "--minutes", "6")
    one, two, three = (written(tmp_path / name) for name in ("one", "two", "three"))
    assert one == two
    assert one["keys.json"] != three["keys.json"]
    assert one["phones/0000/data_trace.txt"] != three["phones/0000/data_trace.txt"]


@pytest.mark.parametrize("start", ["2020-08-08T08:00", "2020-08-08T06:50"])
def test_every_row_is_reproduced_from_the_phones_own_key_also_over_utc_midnight(tmp_path: Path, start: str) -> None:
    simulate(tmp_path / "run", "--scenario", "hall", "--start", start)
    for place in sorted((tmp_path / "run" / "phones").iterdir()):
        rows = len((place / "data_trace.txt").read_bytes().splitlines())
        done = run("match", "--keys", place / "keys.json", "--history", place / "data_trace.txt", "--own", "--json")
        key = json.loads(done.stdout)["keys"][0]
        assert (key["rows"], key["slot_offsets"]) == (rows, {"0": rows} if rows else {})


def test_a_run_is_evaluated_at_once_or_later_with_the_same_answer(tmp_path: Path) -> None:
    at_once = simulate(tmp_path / "run", "--scenario", "hall", "--evaluate", "--json")
    later = run("evaluate", tmp_path / "run", "--json")
    form = json.loads(later.stdout)
    assert json.loads(at_once.stdout)["evaluation"] == form
    score = form["everybody"]
    pairs = json.loads((tmp_path / "run" / "truth.json").read_text("utf-8"))["pairs"]
    assert score["true"]["total"] == sum(pair["minutes"] >= 15 for pair in pairs) > 0
    counts = [score["true"][kind] for kind in ("high", "medium", "low", "missed")]
    assert sum(counts) == score["true"]["total"]
    assert score["found"]["low"] == pytest.approx(1 - score["true"]["missed"] / score["true"]["total"], abs=1e-4)
    by_systems = form["by_systems"].values()
    assert sum(one["true"]["total"] for one in by_systems) == score["true"]["total"]


def test_a_person_reads_the_evaluation_as_a_table(tmp_path: Path) -> None:
    said = simulate(tmp_path / "run", "--scenario", "bus", "--evaluate").stdout
    assert "đúng trong số báo" in said
    assert "not seen" in run("evaluate", tmp_path / "run", "--lang", "en").stdout


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine", "utf-8")
    for out in (tmp_path, tmp_path / "note.txt"):
        done = simulate(out, "--scenario", "hall")
        assert (done.exit_code, done.stdout) == (2, "")
        assert len(done.stderr.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


@pytest.mark.parametrize("name", ["scenario.json", "truth.json", "keys.json", "phones/0003/data_trace.txt"])
def test_a_run_with_a_file_missing_or_damaged_is_named(tmp_path: Path, name: str) -> None:
    out = tmp_path / "run"
    simulate(out, "--scenario", "hall", "--minutes", "1")
    (out / name).unlink()
    done = run("evaluate", out, "--lang", "en")
    assert (done.exit_code, done.stdout) == (2, "")
    assert name in done.stderr
    if name.endswith(".json"):
        (out / name).write_text("{", "utf-8")
        assert name in run("evaluate", out).stderr
    assert run("evaluate", tmp_path / "none").exit_code == 2


def test_lines_of_an_export_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    out = tmp_path / "run"
    simulate(out, "--scenario", "hall", "--minutes", "1")
    export = out / "phones/0004/data_trace.txt"
    export.write_bytes(b"rubbish\n" * 9 + export.read_bytes())
    done = run("evaluate", out, "--json")
    *named, more = json.loads(done.stdout)["problems"]
    assert (done.exit_code, done.stderr) == (0, "")
    assert [(one["file"], one["row"]) for one in named] == [("phones/0004/data_trace.txt", row) for row in range(1, 6)]
    assert "4" in more["sentence"]
    told = run("evaluate", out, "--lang", "en")
    assert told.stderr.startswith("phones/0004/data_trace.txt, row 1: ")
    assert len(told.stderr.splitlines()) == 6


@pytest.mark.parametrize(("words", "shown"), [((), True), (("--json",), False)])
def test_long_work_shows_how_far_it_is_on_a_terminal_only(tmp_path: Path, words: tuple[str, ...], shown: bool) -> None:
    program = "from vungxanh.cli.bluezone import bluezone; bluezone()"
    asked = ["simulate", "--scenario", "hall", "--out", str(tmp_path / "run"), *SMALL, "--evaluate", *words]
    master, slave = pty.openpty()
    done = subprocess.run([sys.executable, "-c", program, *asked], stdout=subprocess.PIPE, stderr=slave, check=True)
    os.close(slave)
    with open(master, "rb", buffering=0) as terminal:  # noqa: PTH123 - a descriptor
        said = _all(terminal)
    assert all((stage.encode() in said) is shown for stage in ("Mô phỏng", "Ghi điện thoại", "Chấm điểm"))
    assert done.stdout
    if not shown:
        assert said == b""


def _all(terminal: IO[bytes]) -> bytes:
    """What stands on a terminal that its last writer has closed."""
    said = b""
    with suppress(OSError):
        while piece := terminal.read(65_536):
            said += piece
    return said


def test_whole_agents_write_the_same_files_for_a_few_phones(tmp_path: Path) -> None:
    asked = ("simulate", "--scenario", "hall", "--through", "bumble", "--out")
    done = run(*asked, tmp_path / "run", "--phones", "4", "--minutes", "6", "--evaluate", "--json")
    assert (done.exit_code, done.stderr) == (0, "")
    assert json.loads(done.stdout)["rows"] > 0
    assert json.loads((tmp_path / "run/scenario.json").read_text("utf-8"))["through"] == "bumble"
    refused = run(*asked, tmp_path / "many", "--phones", "21", "--lang", "en")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "at most 20 phones" in refused.stderr
    assert not (tmp_path / "many").exists()


def test_the_agent_runs_in_a_scenario_and_says_why_it_cannot_elsewhere(tmp_path: Path) -> None:
    program = "from vungxanh.cli.bluezone import bluezone; bluezone()"
    words = ["agent", "--radio", "sim:hall,phones=3,seed=2,speed=100", "--seconds", "60", "--json", "--store"]
    done = subprocess.run(
        [sys.executable, "-c", program, *words, str(tmp_path / "store")],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[-1]["event"] == "stopped"
    refused = run("agent", "--radio", "sim:nowhere", "--store", tmp_path / "other", "--lang", "en")
    assert refused.exit_code == 1


def test_the_bench_names_its_rung_and_its_figures() -> None:
    form = json.loads(run("bench", "--keys", "64", "--rows", "1000", "--json").stdout)
    assert form["rung"] in {"sha_ni", "lanes"}
    assert all(form[name] > 0 for name in ("ids", "ids_loop", "match", "encounters", "build", "levels"))


def test_help_lists_every_command_without_loading_what_is_heavy() -> None:
    program = (
        "import sys; from vungxanh.cli.bluezone import bluezone; from click.testing import CliRunner\n"
        "said = CliRunner().invoke(bluezone, ['--help']).stdout\n"
        "print(sum(name in said for name in ('agent', 'bench', 'evaluate', 'ids', 'match', 'simulate', 'trace')),"
        " *[name for name in ('numba', 'duckdb', 'bumble', 'numpy', 'django') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["7"]
