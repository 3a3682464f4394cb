"""`vungxanh bluezone simulate`: phones in a hall, a bus or a market (mô phỏng)."""

import json
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vungxanh.cli.bluezone.progress import progress
from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE, VIET_NAM, stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from vungxanh.device.scenarios.run import Run

MOST_PHONES, MOST_MINUTES = 1_000, 24 * 60
_WORDS = {
    "vi": "{scenario}: {phones} máy, {minutes} phút, {rows} dòng; {near} cặp trong 2 m, {true} cặp từ 15 phút → {out}",
    "en": "{scenario}: {phones} phones, {minutes} min, {rows} rows; {near} pairs within 2 m, {true} for 15 min → {out}",
}


@click.command()
@click.option(
    "--scenario", required=True, type=click.Choice(["bus", "hall", "market"]), help="Nơi gặp / where they meet."
)
@click.option("--phones", default=50, type=click.IntRange(2, MOST_PHONES), show_default=True)
@click.option("--minutes", default=30, type=click.IntRange(1, MOST_MINUTES), show_default=True)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Thư mục mới / a new or empty folder.")
@click.option("--seed", default=1, show_default=True, help="Cùng số, cùng kết quả / the same number, the same result.")
@click.option("--iphones", default=0.3, type=click.FloatRange(0, 1), show_default=True, help="Share of iPhones.")
@click.option(
    "--start",
    default="2020-08-08T08:00",
    show_default=True,
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
    help="Giờ Việt Nam / in the time of Viet Nam.",
)
@click.option(
    "--through",
    default="drawn",
    show_default=True,
    type=click.Choice(["drawn", "bumble"]),
    help="Rút sóng từng giây, hay tác tử thật trên bộ điều khiển Bumble / adverts drawn a second at a time, or agents.",
)
@click.option("--evaluate", "then_evaluate", is_flag=True, help="Chấm điểm luôn / evaluate at once.")
@AS_JSON
@LANGUAGE
def simulate(
    *,
    scenario: str,
    phones: int,
    minutes: int,
    out: Path,
    seed: int,
    iphones: float,
    start: datetime,
    through: str,
    then_evaluate: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Mô phỏng điện thoại gặp nhau / simulate phones that meet, and write their stores, exports and the truth."""
    from vungxanh.device.scenarios import folder

    _must_be_new(out, lang)
    play = _player(through, phones, lang)
    start_ms = int(start.replace(tzinfo=VIET_NAM).timestamp() * 1000)
    asked = {"phones": phones, "seconds": 60 * minutes, "start_ms": start_ms, "seed": seed, "iphone_share": iphones}
    with progress(lang, as_json=as_json) as told:
        run = play(scenario, **asked, note=told)
        try:
            folder.write(run, out, told)
        except (OSError, sqlite3.Error):
            stop("unwritable", lang, name=out.name)
    done = {
        "scenario": scenario,
        "phones": phones,
        "minutes": minutes,
        "rows": sum(len(phone.rows) for phone in run.phones),
        "near": len(run.near),
        "true": sum(pair.true_contact for pair in run.near),
        "out": str(out),
    }
    if not then_evaluate:
        click.echo(json.dumps(done, ensure_ascii=False) if as_json else _WORDS[lang].format(**done))
        return
    from vungxanh.cli.bluezone.evaluate import evaluated, table

    with progress(lang, as_json=as_json) as told:
        form, _ = evaluated(out, lang, told)
    said = json.dumps({**done, "evaluation": form}, ensure_ascii=False, indent=2) if as_json else table(form, lang)
    click.echo(said if as_json else f"{_WORDS[lang].format(**done)}\n\n{said}")


def _player(through: str, phones: int, lang: str) -> "Callable[..., Run]":
    if through == "drawn":
        from vungxanh.device.scenarios.run import play

        return play
    from vungxanh.device.scenarios.onair import MOST_PHONES as MOST_AGENTS
    from vungxanh.device.scenarios.onair import play_on_air

    if phones > MOST_AGENTS:
        stop("too_many_phones", lang, limit=MOST_AGENTS)
    return play_on_air


def _must_be_new(out: Path, lang: str) -> None:
    try:
        taken = out.exists() and (not out.is_dir() or any(out.iterdir()))
    except OSError:
        stop("unreadable", lang, name=out.name)
    if taken:
        stop("not_new", lang, name=out.name)
