"""`vungxanh bluezone load`: how many phones the server bears on this machine, the load generator beside it (đo tải)."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from vungxanh.cli.bluezone import load_parts, load_postgres, loading
from vungxanh.cli.bluezone.given_database import look_at
from vungxanh.cli.bluezone.load_parts import (
    KEYS_PER_S,
    LIMITS,
    POLLS_PER_S,
    REGISTRATIONS_PER_S,
    UPLOAD_P99_MS,
    UPLOADS_PER_S,
    WARM_UPLOADS,
)
from vungxanh.cli.bluezone.loading import Measured
from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE, leave, sentence, stop
from vungxanh.ui import formats

ENGINES = ("sqlite", "postgresql")
_WORDS = {
    "vi": {
        "lang": "vi",
        "version": "versionApp.json, tối đa",
        "version_paced": f"versionApp.json, {POLLS_PER_S}/s",
        "register": "RegisterUser, tối đa",
        "register_paced": f"RegisterUser, {REGISTRATIONS_PER_S}/s",
        "upload": f"Gửi lịch sử 8 KB kèm mã, {UPLOADS_PER_S}/s",
        "line": "  {name:38} {rate:>9}/s   p50 {p50} ms   p99 {p99} ms   lỗi {failed}   máy đo {share} bộ xử lý",
        "rate": "ít nhất {least}/s",
        "p99": f"p99 dưới {UPLOAD_P99_MS:.0f} ms",
        "kept": "      yêu cầu {limit}: đạt, gấp {ratio} lần",
        "missed": "      yêu cầu {limit}: KHÔNG ĐẠT, bằng {ratio} lần",
        "machine": "{cpus} bộ xử lý, máy chủ và máy đo dùng chung; tải máy lúc đầu {load}; mỗi phần {seconds} s; "
        f"trước khi đo gửi lịch sử có {WARM_UPLOADS} lượt không tính",
        "batch": "Xuất lô khóa đã ký, {keys} khóa: {rate} khóa/s của một bộ xử lý (lần nhanh nhất trong 5)",
        "absent": "PostgreSQL 15 trở lên không có trên máy này: chỉ đo SQLite (hoặc dùng --database-url)",
    },
    "en": {
        "lang": "en",
        "version": "versionApp.json, at most",
        "version_paced": f"versionApp.json, {POLLS_PER_S}/s",
        "register": "RegisterUser, at most",
        "register_paced": f"RegisterUser, {REGISTRATIONS_PER_S}/s",
        "upload": f"Upload of 8 KB with a code, {UPLOADS_PER_S}/s",
        "line": "  {name:38} {rate:>9}/s   p50 {p50} ms   p99 {p99} ms   failed {failed}   generator {share} of CPUs",
        "rate": "at least {least}/s",
        "p99": f"p99 under {UPLOAD_P99_MS:.0f} ms",
        "kept": "      asked for {limit}: kept, {ratio} times",
        "missed": "      asked for {limit}: MISSED, {ratio} times",
        "machine": "{cpus} processors, shared by server and generator; load at the start {load}; "
        f"{{seconds}} s a part; {WARM_UPLOADS} uploads come before those that count",
        "batch": "Signed batch of keys, {keys} keys: {rate} keys/s of one processor (best of 5)",
        "absent": "PostgreSQL 15 or later is not on this machine: SQLite only (or give --database-url)",
    },
}
Form = dict[str, dict[str, float | int]]
Say = Callable[[str], None]


@click.command()
@click.option("--seconds", default=10.0, show_default=True, type=click.FloatRange(0.5, 600), help="How long each part.")
@click.option("--connections", default=16, show_default=True, type=click.IntRange(1, 512))
@click.option("--engine", type=click.Choice(ENGINES), help="One engine; both without it, where PostgreSQL is there.")
@click.option(
    "--database-url", default="", help="An empty PostgreSQL database to fill, instead of a server of its own."
)
@click.option("--url", default="", help="Poll a server that runs already; nothing is written to it.")
@AS_JSON
@LANGUAGE
def load(
    seconds: float, connections: int, engine: str | None, database_url: str, url: str, as_json: bool, lang: str
) -> None:
    """Mở máy chủ riêng trên từng loại cơ sở dữ liệu và đo / start servers of its own, on each engine, and measure."""
    words = _WORDS[lang]
    address = _address(url, lang) if url else None
    if database_url and (address or engine == "sqlite"):
        stop("database_not_used", lang)
    if database_url:
        look_at(database_url, lang)
    say: Say = (lambda _text: None) if as_json else click.echo
    machine = {"processors": os.cpu_count() or 1, "load": round(os.getloadavg()[0], 2)}
    each = {
        "load": _number(machine["load"], words, 2),
        "seconds": _number(seconds, words, 0 if seconds % 1 == 0 else 1),
    }
    say(words["machine"].format(cpus=machine["processors"], **each))
    found: dict[str, object] = {"machine": machine}
    if address:
        found[url] = polled = Form()
        tell = _teller(polled, say, words)
        _reached(url, lambda: load_parts.polls(address, tell, seconds, connections), lang)
    else:
        for name in [engine] if engine else ENGINES:
            found[name] = _measured(name, database_url, seconds, connections, say, words)
        found["batch_export"] = _batch(say, words)
    if as_json:
        click.echo(json.dumps(found, indent=2))


def _address(url: str, lang: str) -> load_parts.Address:
    return loading.address_of(url) or stop("not_an_address", lang, url=url)


def _reached(url: str, ask: Callable[[], None], lang: str) -> None:
    """Measure a server that runs already; one sentence and exit code 1 where none answers."""
    from vungxanh.device.reasons import reason_of

    try:
        ask()
    except OSError as error:
        leave(sentence("not_reached", lang, url=url, reason=reason_of(error).said(lang)), code=1)


def _measured(
    engine: str, database_url: str, seconds: float, connections: int, say: Say, words: dict[str, str]
) -> Form | None:
    """All parts on a fresh server of the engine; None where it is not there."""
    from vungxanh.cli.bluezone.load_stage import staged

    if engine == "postgresql" and not database_url and load_postgres.programs() is None:
        say(words["absent"])
        return None
    say(engine)
    found: Form = {}
    tell = _teller(found, say, words)
    codes = round(load_parts.UPLOADS_PER_S * seconds) + WARM_UPLOADS
    with _database(engine, database_url) as at, staged(at, codes=codes) as stage:
        load_parts.polls(stage.address, tell, seconds, connections)
        load_parts.registrations(stage.address, tell, seconds, connections)
        load_parts.uploads(stage.address, stage.requests, tell, seconds)
    return found


@contextmanager
def _database(engine: str, given: str) -> Iterator[str]:
    if engine == "sqlite" or given:
        yield "" if engine == "sqlite" else given
        return
    with load_postgres.serving() as address:
        yield address


def _teller(found: Form, say: Say, words: dict[str, str]) -> load_parts.Told:
    def tell(name: str, measured: Measured) -> None:
        found[name] = measured.form()
        say(_line(name, measured, words))
        if limit := LIMITS.get(name):
            ratio = limit.ratio(measured)
            found[name] |= {"limit": limit.value, "ratio": round(ratio, 2)}
            asked = words["rate"].format(least=_number(limit.value, words)) if limit.is_rate else words["p99"]
            say(words["kept" if ratio >= 1 else "missed"].format(limit=asked, ratio=_number(ratio, words, 2)))

    return tell


def _line(name: str, measured: Measured, words: dict[str, str]) -> str:
    return words["line"].format(
        name=words[name],
        rate=_number(measured.rate, words),
        p50=_number(measured.quantile_ms(0.5), words, 1),
        p99=_number(measured.quantile_ms(0.99), words, 1),
        failed=measured.failed,
        share=f"{measured.processor_share:.0%}",
    )


def _number(value: float, words: dict[str, str], places: int = 0) -> str:
    """As pages write it, in the language asked for."""
    return formats.number(value, words["lang"], places)


def _batch(say: Say, words: dict[str, str]) -> dict[str, float | int]:
    keys, rate = load_parts.batch_export()
    ratio = rate / KEYS_PER_S
    say(words["batch"].format(keys=_number(keys, words), rate=_number(rate, words)))
    asked = words["rate"].format(least=_number(KEYS_PER_S, words))
    say(words["kept" if ratio >= 1 else "missed"].format(limit=asked, ratio=_number(ratio, words, 2)))
    return {"keys": keys, "per_second": round(rate), "limit": KEYS_PER_S, "ratio": round(ratio, 2)}
