"""`vungxanh bluezone store send`: try again what the owner consented to (gửi lại)."""

import json
import sys
from pathlib import Path

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE
from vungxanh.cli.bluezone.store.opening import FOLDER, now_ms, opened_store, place_of
from vungxanh.cli.bluezone.store.report import told

_NOTHING = {"vi": "Không có gì đến lượt gửi ({waiting} đang chờ).", "en": "Nothing is due ({waiting} waiting)."}


@click.command()
@FOLDER
@AS_JSON
@LANGUAGE
def send(folder: Path | None, as_json: bool, lang: str) -> None:
    """Thử lại lần gửi đã đồng ý, đến lượt / try again what was consented to and is due. Exit 1: it still waits."""
    from vungxanh.device import report, upload

    with opened_store(place_of(folder, lang), lang) as store:
        ended = upload.send_due(store, now_ms()) + report.send_due(store, now_ms())
        waiting = len(upload.waiting(store)) + len(report.waiting(store))
    if as_json:
        click.echo(json.dumps({"outcomes": ended, "waiting": waiting}))
    else:
        click.echo("\n".join(told(one, lang) for one in ended) or _NOTHING[lang].format(waiting=waiting))
    sys.exit(waiting > 0)
