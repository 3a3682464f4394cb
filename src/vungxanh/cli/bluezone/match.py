"""`vungxanh bluezone match`: whether a phone met the holders of keys (đối chiếu lịch sử với khoá F0)."""

import json
import os
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING, Any

import click

from vungxanh.cli.bluezone.progress import Told, progress
from vungxanh.cli.bluezone.said import (
    AS_JSON,
    FILE,
    LANGUAGE,
    Complaints,
    doubt,
    opened,
    pieces,
    refuse,
    sentence,
    stop,
    text_of,
)
from vungxanh.core.tracing import skew
from vungxanh.core.tracing.keyfile import read_keys
from vungxanh.core.tracing.keylist import KeyList, PositiveKey
from vungxanh.core.tracing.matching import DEFAULT
from vungxanh.core.tracing.problems import Refused

if TYPE_CHECKING:
    from vungxanh.core.tracing.kernels.accepted import OfKey
    from vungxanh.core.tracing.sightings import Sightings

_UTF_8, _UTF_16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
_WORDS = {
    "vi": {
        True: "CÓ TIẾP XÚC",
        False: "không tiếp xúc",
        "rows": "dòng",
        "minutes": "phút",
        "offsets": "lệch khung giờ",
        "told": "cùng người với khoá {key}…: lần tiếp xúc ghi ở đó",
        "unsure": "NGHI NGỜ TIẾP XÚC",
        "doubtful": "{rows} dòng nghi ngờ, ghi riêng (lệch khung giờ {offsets})",
    },
    "en": {
        True: "CONTACT",
        False: "no contact",
        "rows": "rows",
        "minutes": "min",
        "offsets": "slot offsets",
        "told": "same person as key {key}…: the encounter stands there",
        "unsure": "DOUBTFUL CONTACT",
        "doubtful": "{rows} doubtful rows, given apart (slot offsets {offsets})",
    },
}


@click.command()
@click.option(
    "--keys", "key_file", required=True, type=FILE, help="Danh sách khoá F0 hoặc InfoF / positive keys or InfoF (JSON)."
)
@click.option("--history", required=True, type=FILE, help="data_trace.txt.")
@click.option("--own", is_flag=True, help="Đối chiếu cột mã của chính máy / match the phone's own ids instead.")
@AS_JSON
@LANGUAGE
def match(key_file: Path, history: Path, own: bool, as_json: bool, lang: str) -> None:
    """Đối chiếu lịch sử với khoá F0 / match a history against positive keys.

    Exit 0: looked at all that can be read. Exit 2: a file that cannot be used.
    """
    listed, key_complaints = _keys(key_file, lang)
    with progress(lang, as_json=as_json) as told:
        rows, forms, row_complaints = _matched(listed.keys, history, own, lang, told)
    notes = [*_notes(forms, listed, key_file, lang)]
    if not rows:
        said = sentence("nobody_met", lang, name=history.name)
        notes.append({"file": history.name, "row": None, "code": "nobody_met", "sentence": said})
    if as_json:
        problems = [*key_complaints.form(lang), *row_complaints.form(lang), *notes]
        click.echo(json.dumps({"keys": forms, "rows_read": rows, "problems": problems}, ensure_ascii=False, indent=2))
        return
    for form in forms:
        click.echo("\n".join(_lines(form, forms, lang)))
    for line in (*key_complaints.lines(lang), *row_complaints.lines(lang), *(note["sentence"] for note in notes)):
        click.echo(line, err=True)


def _keys(path: Path, lang: str) -> tuple[KeyList, Complaints]:
    try:
        read = read_keys(text_of(path, lang))
    except Refused as refused:
        refuse(path, refused.problem, lang)
    complaints = Complaints(path, "entry")
    complaints.add(read.problems)
    return read, complaints


def _matched(
    keys: tuple[PositiveKey, ...], path: Path, own: bool, lang: str, told: Told
) -> tuple[int, list[dict[str, Any]], Complaints]:
    """How many rows were read, one form a key, and what was wrong with the other rows."""
    from vungxanh.core.tracing.kernels.accepted import Accepted

    complaints, accepted, rows = Complaints(path), Accepted(keys), 0
    for block in _history(path, own, complaints, lang, told):
        rows += len(block)
        accepted.add(block)
    if not rows and complaints.total:
        stop("no_rows", lang, name=path.name, count=complaints.total)
    return rows, [_form(key, of_key) for key, of_key in zip(keys, accepted.by_key(), strict=True)], complaints


def _history(path: Path, own: bool, complaints: Complaints, lang: str, told: Told) -> Iterator["Sightings"]:
    """The file a block at a time; what cannot be read goes to `complaints`."""
    from vungxanh.core.tracing.kernels.traces import read_blocks

    with opened(path, lang) as stream:
        status = os.fstat(stream.fileno())
        size = status.st_size if S_ISREG(status.st_mode) else None
        start = stream.read(3)
        if start.startswith(_UTF_16):
            stop("not_utf8", lang, name=path.name)
        for block in read_blocks(chain([start.removeprefix(_UTF_8)], pieces(stream)), own=own):
            complaints.add(block.problems, block.unread)
            yield block.sightings
            told("match", stream.tell() if size else 0, size)


def _form(key: PositiveKey, found: "OfKey") -> dict[str, Any]:
    from vungxanh.cli.bluezone.scored import encounter_form

    return {
        "daily_key": key.key.hex().upper(),
        "matched": found.count > 0,
        "rows": found.count,
        "first_ms": found.first_ms,
        "last_ms": found.last_ms,
        "slot_offsets": _by_offset(found.offsets),
        "encounters": [
            *(encounter_form(met) for met in found.encounters),
            *(encounter_form(met, doubtful=True) for met in found.doubted),
        ],
        "after_end": found.after_end,
        "wrong_clock": found.wrong_clock,
        "person": found.person.hex().upper(),
        "doubtful": {"rows": found.doubtful.total(), "offsets": _by_offset(found.doubtful)},
    }


def _by_offset(counts: Mapping[int, int]) -> dict[str, int]:
    return {str(offset): count for offset, count in sorted(counts.items())}


def _counts(by_offset: Mapping[str, int]) -> dict[int, int]:
    return {int(offset): count for offset, count in by_offset.items()}


def _spread(by_offset: Mapping[str, int]) -> str:
    return skew.spread(_counts(by_offset))


def _notes(forms: list[dict[str, Any]], listed: KeyList, path: Path, lang: str) -> Iterator[dict[str, Any]]:
    """Rows that were refused or are doubtful, a sentence for each key and reason."""
    hours = DEFAULT.reach // 4
    for key, row, form in zip(listed.keys, listed.rows, forms, strict=True):
        place = {"file": path.name, "row": row or None}
        for code in ("wrong_clock", "after_end"):
            if form[code]:
                said = sentence(code, lang, key=f"{form['daily_key'][:8]}…", count=form[code], hours=hours)
                yield {**place, "code": code, "sentence": said}
        if form["doubtful"]["rows"]:
            problem = skew.problem(key.key, _counts(form["doubtful"]["offsets"]))
            yield {**place, "code": problem.code, "sentence": problem.sentence(lang)}


def _lines(form: dict[str, Any], forms: list[dict[str, Any]], lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    unsure = 0 < form["rows"] == form["doubtful"]["rows"]
    said = f"{form['daily_key'][:16]}…  {words['unsure' if unsure else form['matched']]}"
    if not form["rows"]:
        yield said
        return
    yield f"{said}  {form['rows']} {words['rows']}  ({words['offsets']} {_spread(form['slot_offsets'])})"
    for met in form["encounters"]:
        yield (
            f"    {met['start']} – {met['end'][11:19]}  {met['minutes']:g} {words['minutes']}  "
            f"{met['max_rssi']} dBm  {met['class']}  p={met['probability']:.4f}{doubt(met, lang)}"
        )
    if form["matched"] and not form["encounters"]:
        holder = next(one for one in forms if one["person"] == form["person"] and one["encounters"])
        yield f"    {words['told'].format(key=holder['daily_key'][:16])}"
    if count := form["doubtful"]["rows"]:
        yield f"    {words['doubtful'].format(rows=count, offsets=_spread(form['doubtful']['offsets']))}"
