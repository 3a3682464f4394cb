"""`vungxanh bluezone store match --server`: signed batches beside what this phone heard (đối chiếu với máy chủ)."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vungxanh.cli.bluezone.said import leave, local_time
from vungxanh.cli.bluezone.store.opening import now_ms, opened_store

if TYPE_CHECKING:
    from vungxanh.device.batches import News
    from vungxanh.device.channel import Met

_WORDS = {
    "vi": {
        "head": "{server}: {batches} lô mới, {keys} khoá; máy này từng ở gần {met} ca bệnh.",
        "same": "{server}: không có gì mới; máy này từng ở gần {met} ca bệnh.",
        "pinned": "Lần đầu tin máy chủ này. Hãy so dấu khoá với cơ quan y tế:\n  {fingerprint}",
        "forgotten": "Cơ quan y tế đã rút {forgotten} khoá: máy đã quên các lần gặp đó.",
        "of_key": "  ngày {day} (UTC): {rows} dòng",
        "minutes": "phút",
        "clocks": "Đồng hồ máy này chỉ ngày {today}, đồng hồ máy chủ chỉ ngày khác (bản trình diễn ở ở ngày của nó): "
        "đặt cho hai đồng hồ khớp nhau, hoặc chạy thử cả lượt bằng «vungxanh bluezone journey».",
    },
    "en": {
        "head": "{server}: {batches} new batches, {keys} keys; this phone was near {met} cases.",
        "same": "{server}: nothing new; this phone was near {met} cases.",
        "pinned": "Trusted for the first time. Compare this server's key with the health service:\n  {fingerprint}",
        "forgotten": "The health service took back {forgotten} keys: those findings are forgotten.",
        "of_key": "  day {day} (UTC): {rows} rows",
        "minutes": "min",
        "clocks": "This machine's clock says {today}, the server's another day (the demonstration lives in its own): "
        "bring the two together, or try the whole way by “vungxanh bluezone journey”.",
    },
}


def pulled(server: str, trust: Path | None, place: Path, *, as_json: bool, lang: str) -> None:
    """Fetch, compare, and tell all that is held: new findings and those of before."""
    from vungxanh.device.batches import owners_keys, pull
    from vungxanh.device.channel import findings
    from vungxanh.device.problems import DeviceProblem

    with opened_store(place, lang) as store:
        owners = None if trust is None else owners_keys(trust)
        try:
            news = asyncio.run(pull(store, place, server, now_ms(), owners=owners))
        except DeviceProblem as problem:
            if problem.facts.get("code") == "signer_not_valid":
                leave(f"{problem.sentence(lang)} {_WORDS[lang]['clocks'].format(today=local_time(now_ms())[:10])}")
            raise
        held = findings(store)
    form = _form(news, held, lang)
    if as_json:
        click.echo(json.dumps(form, ensure_ascii=False, indent=2))
        return
    for line in _lines(form, news.unchanged, lang):
        click.echo(line)
    for one in form["problems"]:
        click.echo(one["sentence"], err=True)


def _form(news: "News", held: "list[Met]", lang: str) -> dict[str, Any]:
    new = {one.key for one in news.met}
    met = [
        {
            "day": local_time(one.start_s * 1000)[:10],
            "new": one.key in new,
            "rows": one.rows,
            "encounters": [_local(each) for each in one.encounters],
        }
        for one in held
    ]
    return {
        "server": news.server,
        "batches": news.batches,
        "keys": news.keys,
        "met": met,
        "forgotten": news.forgotten,
        "fingerprint": news.fingerprint or None,
        "problems": [{"code": one["code"], "sentence": one[lang]} for one in news.problems],
    }


def _local(met: dict[str, Any]) -> dict[str, Any]:
    times = {"start": local_time(met["start_ms"]), "end": local_time(met["end_ms"])}
    return {**times, **{name: value for name, value in met.items() if name not in {"start_ms", "end_ms"}}}


def _lines(form: dict[str, Any], unchanged: bool, lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    if form["fingerprint"]:
        yield words["pinned"].format(**form)
    yield words["same" if unchanged else "head"].format(**{**form, "met": len(form["met"])})
    if form["forgotten"]:
        yield words["forgotten"].format(**form)
    for one in form["met"]:
        yield words["of_key"].format(**one)
        for met in one["encounters"]:
            yield (
                f"    {met['start']} – {met['end'][11:19]}  {met['minutes']:g} {words['minutes']}  "
                f"{met['max_rssi']} dBm  {met['class']}  p={met['probability']:.4f}"
            )
