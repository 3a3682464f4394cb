"""`vungxanh bluezone store withdraw`: take a consent back before it was used (rút lại)."""

import json
from pathlib import Path

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE
from vungxanh.cli.bluezone.store.opening import FOLDER, now_ms, opened_store, place_of

_WORDS = {"vi": "Đã rút {withdrawn} lần gửi đang chờ.", "en": "{withdrawn} waiting reports taken back."}


@click.command()
@FOLDER
@AS_JSON
@LANGUAGE
def withdraw(folder: Path | None, as_json: bool, lang: str) -> None:
    """Rút điều đã đồng ý gửi mà chưa được nhận / take back what was consented to and not yet accepted."""
    from vungxanh.device import report, upload

    with opened_store(place_of(folder, lang), lang) as store:
        done = {"withdrawn": upload.withdraw(store, now_ms()) + report.withdraw(store, now_ms())}
    click.echo(json.dumps(done) if as_json else _WORDS[lang].format(**done))
