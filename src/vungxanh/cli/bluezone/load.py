"""`vungxanh bluezone load`: how many phones the server bears on this machine, the load generator beside it (đo tải)."""

import json
import secrets
from collections.abc import Callable, Iterator
from itertools import repeat
from urllib.parse import urlsplit

import click

from vungxanh.cli.bluezone import loading
from vungxanh.cli.bluezone.loading import Measured, request
from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE

UPLOADS_PER_S, UPLOAD_BYTES = 50, 8_024
REGISTRATIONS_PER_S, POLLS_PER_S = 800, 3_000
_APP = "/api/App"
_DONE = b'"isOk":true'
_WORDS = {
    "vi": {
        "version": "versionApp.json, tối đa",
        "version_paced": f"versionApp.json, {POLLS_PER_S}/s",
        "register": "RegisterUser, tối đa",
        "register_paced": f"RegisterUser, {REGISTRATIONS_PER_S}/s",
        "upload": f"Gửi lịch sử 8 KB kèm mã, {UPLOADS_PER_S}/s",
        "head": "{name:40} {rate:>10}/s   p50 {p50} ms   p99 {p99} ms   lỗi {failed}   máy đo {share} bộ xử lý",
    },
    "en": {
        "version": "versionApp.json, at most",
        "version_paced": f"versionApp.json, {POLLS_PER_S}/s",
        "register": "RegisterUser, at most",
        "register_paced": f"RegisterUser, {REGISTRATIONS_PER_S}/s",
        "upload": f"Upload of 8 KB with a code, {UPLOADS_PER_S}/s",
        "head": "{name:40} {rate:>10}/s   p50 {p50} ms   p99 {p99} ms   failed {failed}   generator {share} of CPUs",
    },
}
Told = Callable[[str, Measured], None]


@click.command()
@click.option("--seconds", default=5.0, show_default=True, type=click.FloatRange(0.5, 600), help="How long each part.")
@click.option("--connections", default=16, show_default=True, type=click.IntRange(1, 512))
@click.option("--database-url", default="", help="An empty PostgreSQL database to fill; SQLite without it.")
@click.option("--url", default="", help="Poll a server that runs already; nothing is written to it.")
@AS_JSON
@LANGUAGE
def load(seconds: float, connections: int, database_url: str, url: str, as_json: bool, lang: str) -> None:
    """Mở một máy chủ riêng và đo / start a server of its own and measure how many phones it bears."""
    found: dict[str, dict[str, float | int]] = {}

    def tell(name: str, measured: Measured) -> None:
        found[name] = measured.form()
        if not as_json:
            click.echo(_line(name, measured, lang))

    if url:
        parts = urlsplit(url)
        polls((parts.hostname or "127.0.0.1", parts.port or 80), tell, seconds, connections)
    else:
        from vungxanh.cli.bluezone.load_stage import staged

        with staged(database_url, codes=round(UPLOADS_PER_S * seconds)) as stage:
            polls(stage.address, tell, seconds, connections)
            registrations(stage.address, tell, seconds, connections)
            uploads(stage.address, stage.requests, tell, seconds)
    if as_json:
        click.echo(json.dumps(found, indent=2))


def _line(name: str, measured: Measured, lang: str) -> str:
    words = _WORDS[lang]
    return words["head"].format(
        name=words[name],
        rate=f"{measured.rate:,.0f}",
        p50=f"{measured.quantile_ms(0.5):.1f}",
        p99=f"{measured.quantile_ms(0.99):.1f}",
        failed=measured.failed,
        share=f"{measured.processor_share:.0%}",
    )


def polls(address: tuple[str, int], tell: Told, seconds: float, connections: int) -> None:
    """GET versionApp.json: as often as it goes, then at the rate asked for."""
    asking = request("GET", f"{_APP}/versionApp.json")
    judge = lambda answer: answer.startswith(b"HTTP/1.1 200") and b"forceUpdateAndroid" in answer  # noqa: E731
    for name, rate in (("version", None), ("version_paced", float(POLLS_PER_S))):
        tell(
            name,
            loading.measure(address, repeat(asking), judge=judge, seconds=seconds, connections=connections, rate=rate),
        )


def registrations(address: tuple[str, int], tell: Told, seconds: float, connections: int) -> None:
    """RegisterUser of phones that never came before."""
    for name, rate in (("register", None), ("register_paced", float(REGISTRATIONS_PER_S))):
        tell(
            name,
            loading.measure(address, _phones(), judge=_is_done, seconds=seconds, connections=connections, rate=rate),
        )


def uploads(address: tuple[str, int], requests: Iterator[bytes], tell: Told, seconds: float) -> None:
    """Histories with codes, at the rate asked for."""
    tell(
        "upload",
        loading.measure(address, requests, judge=_is_done, seconds=seconds, connections=8, rate=float(UPLOADS_PER_S)),
    )


def _is_done(answer: bytes) -> bool:
    return _DONE in answer


def _phones() -> Iterator[bytes]:
    while True:
        form = {"TokenFirebase": f"c{secrets.token_hex(8)}:APA91b{secrets.token_urlsafe(96)}", "TypeOS": "android"}
        yield request("POST", f"{_APP}/RegisterUser", json.dumps(form).encode())
