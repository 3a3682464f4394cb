"""`vungxanh bluezone ids`: the identifiers of a key on the command line."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from vungxanh.cli.bluezone import bluezone

K1 = "4C5224B397F8AB3896781D5AA0F3119F280513F1B592CA280EBDED6357E21084"
K2 = "66B07D33DA4E16A359B590EDA1E8DC90892D341C86A6491376041FE44505FFB5"


def run(*words: str) -> Result:
    return CliRunner().invoke(bluezone, ["ids", *words])


def test_one_day_is_one_object_with_the_published_vectors() -> None:
    form = json.loads(run("--key", K1, "--day", "2020-08-08", "--json").stdout)
    assert list(form) == ["day", "daily_key", "ids"]
    assert (form["day"], form["daily_key"], len(form["ids"])) == ("2020-08-08", K1, 96)
    assert (form["ids"][0], form["ids"][1]) == ("29ABD013B41C90269332AB5D", "E26B0FCB3A70A8892B38A074")
    assert form["ids"][95] == "B0A3CA441EEC82955E4E6252"


def test_the_identifier_that_a_real_phone_sent_is_that_of_its_slot() -> None:
    form = json.loads(run("--key", K2, "--day", "2020-08-08", "--json").stdout)
    assert form["ids"][47] == "286BCE589AB994EFA5F73CAD"


def test_several_days_are_an_array_along_the_chain_of_keys() -> None:
    days = json.loads(run("--key", K1.lower(), "--day", "2020-08-08", "--days", "14", "--json").stdout)
    assert [one["day"] for one in days] == [f"2020-08-{day:02}" for day in range(8, 22)]
    assert days[0]["daily_key"] == K1
    assert days[1]["daily_key"] == "4814DD132F8E308694A55AC8319581EA33CADA16B80CDB7FE1191115B76B9224"
    assert days[1]["ids"][0] == "64C0D2707C49D2F0D5E3E348"
    assert days[13]["ids"][95] == "BC1908367CB945A682FC7E7E"


def test_a_person_reads_each_slot_with_its_hour_in_viet_nam() -> None:
    lines = run("--key", K1, "--day", "2020-08-08").stdout.splitlines()
    assert len(lines) == 97
    assert "07:00 08/08" in lines[1]
    assert lines[1].endswith("29ABD013B41C90269332AB5D")
    assert "06:45 09/08" in lines[96]


@pytest.mark.parametrize(
    ("key", "vietnamese", "english"),
    [
        (K1[:-2], "62 chữ số", "62 hexadecimal digits"),
        (K1[:-1], "63 chữ số", "63 hexadecimal digits"),
        (K1[:-1] + "G", "hệ 16", "hexadecimal"),
        ("", "0 chữ số", "0 hexadecimal digits"),
    ],
)
def test_a_wrong_key_is_one_sentence_and_exit_2(key: str, vietnamese: str, english: str) -> None:
    for lang, word in (("vi", vietnamese), ("en", english)):
        done = run("--key", key, "--day", "2020-08-08", "--json", "--lang", lang)
        assert (done.exit_code, done.stdout) == (2, "")
        assert len(done.stderr.strip().splitlines()) == 1
        assert word in done.stderr


@pytest.mark.parametrize("day", ["2020-02-30", "hôm nay", "9999-12-31"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    done = run("--key", K1, "--day", day, "--days", "2")
    assert (done.exit_code, done.stdout) == (2, "")
