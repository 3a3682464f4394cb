"""`vungxanh bluezone store export`: what the phone heard, in clear, for its owner (xuất data_trace.txt)."""

import json
import os
from pathlib import Path

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE, stop
from vungxanh.cli.bluezone.store.opening import FOLDER, now_ms, opened_store, place_of, since

_WORDS = {
    "vi": "{rows} dòng → {file} (không mã hoá: giữ như giữ kho)",
    "en": "{rows} rows → {file} (in clear: keep it as you keep the store)",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--since", "since_day", metavar="YYYY-MM-DD", help="Từ ngày / from this day on, in Viet Nam.")
@FOLDER
@AS_JSON
@LANGUAGE
def export(file: Path, since_day: str | None, folder: Path | None, as_json: bool, lang: str) -> None:
    """Ghi data_trace.txt vào FILE mới, chỉ chủ máy đọc được / write a new file that only its owner can read."""
    from vungxanh.device.ledger import Request

    since_ms, place = since(since_day, lang), place_of(folder, lang)
    with opened_store(place, lang) as store:
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                rows = store.export(out, since_ms=since_ms)
        except FileExistsError:
            stop("file_exists", lang, name=file.name)
        except OSError:
            stop("unwritable", lang, name=file.name)
        store.ledger.add(Request(now_ms(), "owner", "export", "done", facts={"rows": rows, "file": file.name}))
    done = {"rows": rows, "file": str(file)}
    click.echo(json.dumps(done, ensure_ascii=False) if as_json else _WORDS[lang].format(**done))
