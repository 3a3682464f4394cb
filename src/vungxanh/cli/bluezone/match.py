"""`vungxanh bluezone match`: whether a phone met the holders of keys (đối chiếu lịch sử với khoá F0)."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vungxanh.cli.bluezone.said import (
    AS_JSON,
    FILE,
    LANGUAGE,
    Complaints,
    opened,
    pieces,
    refuse,
    sentence,
    stop,
    text_of,
)
from vungxanh.core.tracing.keylist import KeyList, PositiveKey, read_key_list
from vungxanh.core.tracing.matching import DEFAULT
from vungxanh.core.tracing.problems import Refused

if TYPE_CHECKING:
    from vungxanh.cli.bluezone.accepted import OfKey
    from vungxanh.core.tracing.sightings import Sightings

_UTF_8, _UTF_16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
_WORDS = {
    "vi": {
        True: "CÓ TIẾP XÚC",
        False: "không tiếp xúc",
        "rows": "dòng",
        "minutes": "phút",
        "offsets": "lệch khung giờ",
    },
    "en": {True: "CONTACT", False: "no contact", "rows": "rows", "minutes": "min", "offsets": "slot offsets"},
}


@click.command()
@click.option(
    "--keys", "key_file", required=True, type=FILE, help="Danh sách khoá F0 / the list of positive keys (JSON)."
)
@click.option("--history", required=True, type=FILE, help="data_trace.txt.")
@click.option("--own", is_flag=True, help="Đối chiếu cột mã của chính máy / match the phone's own ids instead.")
@AS_JSON
@LANGUAGE
def match(key_file: Path, history: Path, own: bool, as_json: bool, lang: str) -> None:
    """Đối chiếu lịch sử với khoá F0 / match a history against positive keys.

    Exit 0: looked at all that can be read. Exit 2: a file that cannot be used.
    """
    keys, key_complaints = _keys(key_file, lang)
    rows, forms, row_complaints = _matched(keys, history, own, lang)
    notes = [*_notes(forms, lang)]
    if not rows:
        said = sentence("nobody_met", lang, name=history.name)
        notes.append({"file": history.name, "row": None, "code": "nobody_met", "sentence": said})
    if as_json:
        problems = [*key_complaints.form(lang), *row_complaints.form(lang), *notes]
        click.echo(json.dumps({"keys": forms, "rows_read": rows, "problems": problems}, ensure_ascii=False, indent=2))
        return
    for form in forms:
        click.echo("\n".join(_lines(form, lang)))
    for line in (*key_complaints.lines(lang), *row_complaints.lines(lang), *(note["sentence"] for note in notes)):
        click.echo(line, err=True)


def _keys(path: Path, lang: str) -> tuple[tuple[PositiveKey, ...], Complaints]:
    try:
        read: KeyList = read_key_list(text_of(path, lang))
    except Refused as refused:
        refuse(path, refused.problem, lang)
    complaints = Complaints(path, "entry")
    complaints.add(read.problems)
    return read.keys, complaints


def _matched(
    keys: tuple[PositiveKey, ...], path: Path, own: bool, lang: str
) -> tuple[int, list[dict[str, Any]], Complaints]:
    """How many rows were read, one form a key, and what was wrong with the other rows."""
    from vungxanh.cli.bluezone.accepted import Accepted
    from vungxanh.core.tracing.kernels.matching import find

    complaints, accepted, rows = Complaints(path), Accepted(len(keys)), 0
    for block in _history(path, own, complaints, lang):
        rows += len(block)
        if keys:
            accepted.add(find(keys, block, DEFAULT))
    if not rows and complaints.total:
        stop("no_rows", lang, name=path.name, count=complaints.total)
    return rows, [_form(key, of_key) for key, of_key in zip(keys, accepted.by_key(), strict=True)], complaints


def _history(path: Path, own: bool, complaints: Complaints, lang: str) -> Iterator["Sightings"]:
    """The file a block at a time; what cannot be read goes to `complaints`."""
    from vungxanh.core.tracing.kernels.traces import read_blocks

    with opened(path, lang) as stream:
        start = stream.read(3)
        if start.startswith(_UTF_16):
            stop("not_utf8", lang, name=path.name)
        for block in read_blocks(chain([start.removeprefix(_UTF_8)], pieces(stream)), own=own):
            complaints.add(block.problems, block.unread)
            yield block.sightings


def _form(key: PositiveKey, found: "OfKey") -> dict[str, Any]:
    from vungxanh.cli.bluezone.scored import encounter_form
    from vungxanh.core.tracing.encounters import encounters

    return {
        "daily_key": key.key.hex().upper(),
        "matched": found.count > 0,
        "rows": found.count,
        "first_ms": found.rows[0][0] if found.rows else None,
        "last_ms": found.rows[-1][0] if found.rows else None,
        "slot_offsets": {str(offset): count for offset, count in sorted(found.offsets.items())},
        "encounters": [encounter_form(met) for met in encounters(found.rows)],
        "after_end": found.after_end,
        "wrong_clock": found.wrong_clock,
    }


def _notes(forms: list[dict[str, Any]], lang: str) -> Iterator[dict[str, Any]]:
    """Rows that were refused, a sentence for each key and reason."""
    hours = DEFAULT.reach // 4
    for place, form in enumerate(forms, 1):
        for code in ("wrong_clock", "after_end"):
            if form[code]:
                said = sentence(code, lang, key=f"{form['daily_key'][:8]}…", count=form[code], hours=hours)
                yield {"file": None, "row": place, "code": code, "sentence": said}


def _lines(form: dict[str, Any], lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    said = f"{form['daily_key'][:16]}…  {words[form['matched']]}"
    if not form["matched"]:
        yield said
        return
    offsets = ", ".join(f"{int(offset):+d}: {count}" for offset, count in form["slot_offsets"].items())
    yield f"{said}  {form['rows']} {words['rows']}  ({words['offsets']} {offsets})"
    for met in form["encounters"]:
        yield (
            f"    {met['start']} – {met['end'][11:19]}  {met['minutes']:g} {words['minutes']}  "
            f"{met['max_rssi']} dBm  {met['class']}  p={met['probability']:.4f}"
        )
