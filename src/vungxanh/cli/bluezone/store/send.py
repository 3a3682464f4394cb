"""`vungxanh bluezone store send`: try again what the owner consented to (gửi lại)."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE
from vungxanh.cli.bluezone.store.answered import Answer, next_of, tries
from vungxanh.cli.bluezone.store.opening import FOLDER, now_ms, opened_store, place_of

_NOTHING = {
    "vi": ("Không có gì chờ gửi.", "Chưa đến lượt gửi ({waiting} đang chờ); lần thử tới: {next_try}."),
    "en": ("Nothing waits to be sent.", "Nothing is due yet ({waiting} waiting); the next try: {next_try}."),
}


@click.command()
@FOLDER
@AS_JSON
@LANGUAGE
def send(folder: Path | None, as_json: bool, lang: str) -> None:
    """Thử lại lần gửi đã đồng ý, đến lượt / try again what was consented to and is due. Exit 1: it still waits."""
    from vungxanh.cli.bluezone.store.tell import words
    from vungxanh.device import report, upload

    with opened_store(place_of(folder, lang), lang) as store:
        ended, told = upload.OUTBOX.send_due(store, now_ms()), report.OUTBOX.send_due(store, now_ms())
        waiting = len(upload.OUTBOX.waiting(store)) + len(report.OUTBOX.waiting(store))
        made, next_ms = tries(store)[-len(ended) :] if ended else [], next_of(store)
    next_try = Answer("later", next_ms=next_ms).next_try
    if as_json:
        forms = [{"outcome": one.outcome, "status": one.status, "reason": one.reason} for one in made]
        outcomes = [*ended, *told]
        click.echo(json.dumps({"outcomes": outcomes, "answers": forms, "waiting": waiting, "next_try": next_try}))
    elif made or told:
        later = [replace(one, next_ms=next_ms if one.outcome == "later" else 0) for one in made]
        click.echo("\n".join([*(one.said(lang) for one in later), *(words(one, lang) for one in told)]))
    else:
        click.echo(_NOTHING[lang][waiting > 0].format(waiting=waiting, next_try=next_try))
    sys.exit(waiting > 0)
