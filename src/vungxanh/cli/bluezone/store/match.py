"""`vungxanh bluezone store match`: a key list beside what this phone heard; nothing goes out (đối chiếu tại máy)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE, doubt, local_time, sentence
from vungxanh.cli.bluezone.store.opening import FOLDER, now_ms, opened_store, place_of

if TYPE_CHECKING:
    from vungxanh.device.exchange import Comparison

_WORDS = {
    "vi": (
        "Gặp {met} trong {keys} khoá của {source}.",
        "khoá {entry}: {rows} dòng",
        "phút",
        ", trong đó {doubtful} dòng nghi ngờ",
    ),
    "en": ("Met {met} of {keys} keys of {source}.", "key {entry}: {rows} rows", "min", ", {doubtful} of them doubtful"),
}


@click.command()
@click.argument("source", metavar="[FILE|URL]", required=False)
@click.option("--server", metavar="URL", help="Kéo lô khoá đã ký từ máy chủ này / fetch signed batches from here.")
@click.option("--trust", type=click.Path(path_type=Path), help="Tệp keys.json của máy chủ / the server's keys.json.")
@FOLDER
@AS_JSON
@LANGUAGE
def match(
    source: str | None, server: str | None, trust: Path | None, folder: Path | None, as_json: bool, lang: str
) -> None:
    """So khoá F0 với kho, ngay tại máy / compare keys of cases with the store, on this machine.

    Exit 0: looked at all that can be read. Exit 2: a list, a server or a store that cannot be used.
    """
    from vungxanh.device.exchange import fetched, match_in_child

    if (source is None) == (server is None):
        raise click.UsageError("FILE|URL  –  --server URL")
    if source is None:
        from vungxanh.cli.bluezone.store.pulling import pulled

        pulled(str(server), trust, place_of(folder, lang), as_json=as_json, lang=lang)
        return
    place, called = place_of(folder, lang), source if "://" in source else Path(source).name
    with opened_store(place, lang) as store, fetched(store, source, now_ms()) as path:
        made = match_in_child(store, place, path, now_ms(), called=called)
    form = _form(made, source, called, lang)
    if as_json:
        click.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    for line in _lines(form, lang):
        click.echo(line)
    for one in form["problems"]:
        said = sentence("entry", lang, name=called, row=one["row"], said=one["sentence"])
        click.echo(said if one["row"] else one["sentence"], err=True)


def _form(made: "Comparison", source: str, called: str, lang: str) -> dict[str, Any]:
    problems = [{"file": called, "row": one["row"], "code": one["code"], "sentence": one[lang]} for one in made.first]
    if left := made.problems - len(problems):
        more = sentence("more", lang, count=left, name=called)
        problems.append({"file": called, "row": None, "code": "more", "sentence": more})
    met = [
        {
            "entry": one.entry,
            "rows": one.rows,
            "doubtful": one.doubtful,
            "encounters": [_local(each) for each in one.encounters],
        }
        for one in made.found
    ]
    return {"source": source, "keys": made.keys, "met": met, "problems": problems}


def _local(met: dict[str, Any]) -> dict[str, Any]:
    times = {"start": local_time(met["start_ms"]), "end": local_time(met["end_ms"])}
    return {**times, **{name: value for name, value in met.items() if name not in ("start_ms", "end_ms")}}


def _lines(form: dict[str, Any], lang: str) -> Iterator[str]:
    head, of_key, minutes, unsure = _WORDS[lang]
    met_surely = sum(one["rows"] > one["doubtful"] for one in form["met"])
    yield head.format(met=met_surely, keys=form["keys"], source=form["source"])
    for one in form["met"]:
        yield "  " + (of_key + (unsure if one["doubtful"] else "")).format(**one)
        for met in one["encounters"]:
            yield (
                f"    {met['start']} – {met['end'][11:19]}  {met['minutes']:g} {minutes}  "
                f"{met['max_rssi']} dBm  {met['class']}  p={met['probability']:.4f}{doubt(met, lang)}"
            )
