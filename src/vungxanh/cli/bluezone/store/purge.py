"""`vungxanh bluezone store purge`: the owner says that the clock is right, and what is old goes (xoá dữ liệu cũ)."""

import json
from pathlib import Path

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE, leave, local_time
from vungxanh.cli.bluezone.store.opening import FOLDER, now_ms, opened_store, place_of, since

_DONE = {"vi": "Đã xoá {deleted} dòng cũ; giữ {rows} dòng.", "en": "{deleted} old rows deleted; {rows} kept."}


@click.command()
@click.option("--today", required=True, metavar="YYYY-MM-DD", help="Hôm nay, ở Việt Nam / the present day in Viet Nam.")
@FOLDER
@AS_JSON
@LANGUAGE
def purge(today: str, folder: Path | None, as_json: bool, lang: str) -> None:
    """Xác nhận đồng hồ đúng và xoá dòng quá hạn / say that the clock is right and delete what is too old.

    Exit 2: the clock shows another day.
    """
    from vungxanh.device.ledger import Request
    from vungxanh.device.problems import DeviceProblem

    moment, begun = now_ms(), since(today, lang)
    if not 0 <= moment - begun < 86_400_000:
        leave(DeviceProblem("clock_differs", {"day": today[:40], "clock": local_time(moment)}).sentence(lang))
    with opened_store(place_of(folder, lang), lang) as store:
        done = {"deleted": store.purge(moment, told=True), "rows": store.count()}
        store.ledger.add(Request(moment, "owner", "purge", "done", facts=done))
    click.echo(json.dumps(done) if as_json else _DONE[lang].format(**done))
