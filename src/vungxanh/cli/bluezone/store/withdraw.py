"""`vungxanh bluezone store withdraw`: take a consent back before it was used (rút lại)."""

import json
from pathlib import Path

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE
from vungxanh.cli.bluezone.store.opening import FOLDER, now_ms, opened_store, place_of

_WORDS = {
    "vi": (
        "Đã rút {withdrawn} lần gửi đang chờ.",
        "{may_have_left} trong đó đã thử gửi: máy chủ có thể đã nhận.",
        "Máy đã đổi khoá từ lúc đồng ý gửi khoá ngày.",
    ),
    "en": (
        "Waiting reports taken back: {withdrawn}.",
        "{may_have_left} of them had been tried: the server may have them.",
        "The phone took a new key with the consent to send its day keys.",
    ),
}


@click.command()
@FOLDER
@AS_JSON
@LANGUAGE
def withdraw(folder: Path | None, as_json: bool, lang: str) -> None:
    """Rút điều đã đồng ý gửi mà chưa được nhận / take back what was consented to and not yet accepted."""
    from vungxanh.device import report, upload

    with opened_store(place_of(folder, lang), lang) as store:
        withdrawn, tried = upload.OUTBOX.withdraw(store, now_ms())
        told, told_tried = report.OUTBOX.withdraw(store, now_ms())
    done = {"withdrawn": withdrawn + told, "may_have_left": tried + told_tried}
    count, may_have_left, keys = _WORDS[lang]
    words = [count, *((may_have_left,) if tried + told_tried else ()), *((keys,) if tried else ())]
    said = "\n".join(words).format(**done)
    click.echo(json.dumps(done) if as_json else said)
