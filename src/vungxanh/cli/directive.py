"""`vungxanh directive`: read a letter on the command line (đọc văn bản chỉ đạo)."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vungxanh.core.directives.cautions import Language
from vungxanh.core.directives.directory import Directory
from vungxanh.core.directives.jsonform import to_json, warning
from vungxanh.core.directives.model import Directive as Reading
from vungxanh.core.directives.reader import read_directive
from vungxanh.kit.extract import MAX_BYTES, Extracted, Progress, Unreadable, extract

if TYPE_CHECKING:
    from vungxanh.core.records.worktime import WorkCalendar

_WORDS = {
    "vi": {
        "number": "Số, ký hiệu",
        "type": "Loại",
        "issuer": "Cơ quan ban hành",
        "date": "Ngày",
        "subject": "Trích yếu",
        "urgency": "Độ khẩn",
        "to": "Kính gửi",
        "tasks": "Nhiệm vụ",
        "lead": "chủ trì",
        "cooperate": "phối hợp",
        "deadline": "thời hạn",
        "recurrence": "định kỳ",
        "signer": "Người ký",
        "warnings": "Cần xem lại",
        "open": "chưa xác định ngày",
        "sure": "tin cậy",
        "recognised": "Đã nhận dạng chữ trang {page}/{pages}",
    },
    "en": {
        "number": "Number",
        "type": "Type",
        "issuer": "Issuer",
        "date": "Date",
        "subject": "Subject",
        "urgency": "Urgency",
        "to": "Addressed to",
        "tasks": "Tasks",
        "lead": "lead",
        "cooperate": "with",
        "deadline": "deadline",
        "recurrence": "recurs",
        "signer": "Signed by",
        "warnings": "To look at",
        "open": "date not known",
        "recognised": "Recognised page {page} of {pages}",
        "sure": "confidence",
    },
}
_FILE_ERRORS = {
    "missing": ("Không có tệp «{name}»: hãy kiểm tra đường dẫn.", "There is no file “{name}”: check the path."),
    "unreadable": (
        "Không mở được tệp «{name}»: hãy kiểm tra quyền đọc.",
        "File “{name}” cannot be opened: check its permissions.",
    ),
    "folder": (
        "«{name}» là thư mục: hãy chọn một tệp .txt, .docx hoặc .pdf trong đó.",
        "“{name}” is a folder: choose a .txt, .docx or .pdf file in it.",
    ),
    "directory": (
        "Danh mục «{name}» cần là CSV (UTF-8) có cột code, name, kind, level, parent.",
        "Directory “{name}” must be CSV (UTF-8) with the columns code, name, kind, level, parent.",
    ),
}


@click.group()
def directive() -> None:
    """Văn bản chỉ đạo / directives."""


@directive.command()
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("--json", "as_json", is_flag=True, help="Print the JSON of docs/guides/directive-json.md.")
@click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option(
    "--directory",
    "units",
    type=click.Path(path_type=Path, readable=False),
    help="CSV of units to resolve names against.",
)
def read(file: Path, as_json: bool, lang: str, units: Path | None) -> None:
    """Đọc một văn bản .txt, .docx, .pdf / read a letter into tasks. Exit 2 on a file that cannot be read."""
    extracted = _extracted(file, lang)
    language: Language = "en" if lang == "en" else "vi"
    known = _directory_from(units, lang) if units else known_directory()
    form = to_json(_reading(extracted.text, known), language)
    form["warnings"] += [warning(one, language) for one in extracted.cautions]
    if as_json:
        click.echo(json.dumps(form, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_summary(form, _WORDS[lang])))


def _reading(text: str, known: Directory) -> Reading:
    """Read with a calendar of working days; a year that it lacks leaves such a deadline without a date."""
    from vungxanh.core.records.worktime import OutsideCalendar

    try:
        return read_directive(text, known, add_working_days=_known_calendar().shift_day)
    except OutsideCalendar:
        return read_directive(text, known)


def _known_calendar() -> WorkCalendar:
    """Return the database's calendar of now, or the packaged one where there is none yet."""
    from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
    from django.db import Error

    from vungxanh.kit import clock

    try:
        from vungxanh.kit.calendar.queries import CalendarMissing, work_calendar
    except (AppRegistryNotReady, ImproperlyConfigured):
        return packaged_calendar()
    try:
        return work_calendar(clock.now())
    except (AppRegistryNotReady, ImproperlyConfigured, Error, CalendarMissing):
        return packaged_calendar()


def packaged_calendar() -> WorkCalendar:
    """Return the national working calendar from the table that comes with the package."""
    from vungxanh.core.records.worktime import WorkCalendar
    from vungxanh.kit.calendar.seed import FIRST_YEAR, LAST_YEAR, packaged_days

    rows = packaged_days(range(FIRST_YEAR, LAST_YEAR + 1))
    return WorkCalendar(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31), {row.day: row.kind for row in rows})


def known_directory() -> Directory:
    """Return today's directory from the database, or the packaged one where there is none yet."""
    from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
    from django.db import Error

    from vungxanh.kit import clock

    try:
        from vungxanh.apps.org.queries.directory import directory_on

        stored = directory_on(clock.now().date())
    except (AppRegistryNotReady, ImproperlyConfigured, Error):
        return packaged_directory()
    return stored if stored.home else packaged_directory()


def packaged_directory() -> Directory:
    """Return the demonstration province's directory from the files that come with the package."""
    data = files("vungxanh.apps.org") / "data"
    sheets = [
        list(csv.DictReader((data / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
        for name in ("units-quang-nam-2020", "organisations", "groups")
    ]
    return Directory.from_rows(*sheets)


def _directory_from(path: Path, lang: str) -> Directory:
    """Take units from the given file and the groups, which are the same everywhere, from the package."""
    try:
        rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    except OSError:
        _stop("missing", path, lang)
    except (UnicodeDecodeError, csv.Error):
        _stop("directory", path, lang)
    if not rows or not {"code", "name"} <= set(rows[0]):
        _stop("directory", path, lang)
    groups = csv.DictReader(
        (files("vungxanh.apps.org") / "data" / "groups.csv").read_text(encoding="utf-8").splitlines()
    )
    return Directory.from_rows(
        [{key: value or "" for key, value in row.items() if key} for row in rows], (), list(groups)
    )


def _extracted(file: Path, lang: str) -> Extracted:
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)  # one byte more tells "too large" without taking in what follows
    except FileNotFoundError:
        _stop("missing", file, lang)
    except IsADirectoryError:
        _stop("folder", file, lang)
    except OSError:
        _stop("unreadable", file, lang)
    try:
        return extract(file.name, data, progress=_progress(lang))
    except Unreadable as problem:
        click.echo(problem.sentence("en" if lang == "en" else "vi"), err=True)
        sys.exit(2)


def _progress(lang: str) -> Progress:
    """Tell on standard error which page of a scan was recognised: one line that changes on a terminal, else lines."""
    words = _WORDS[lang]["recognised"]
    terminal = sys.stderr.isatty()

    def tell(page: int, pages: int) -> None:
        said = words.format(page=page, pages=pages)
        click.echo(f"\r{said}" if terminal else said, err=True, nl=not terminal or page == pages)

    return tell


def _stop(code: str, path: Path, lang: str) -> Any:
    """Say one sentence on standard error and leave with exit code 2."""
    click.echo(_FILE_ERRORS[code][lang == "en"].format(name=path.name), err=True)
    sys.exit(2)


def _summary(form: dict[str, Any], words: dict[str, str]) -> Iterator[str]:
    """Yield the lines a clerk reads: head, addressees, each task with its leads, what to look at."""
    number = "/".join(part for part in (form["number"] or "…", form["symbol"]) if part)
    shown = {
        "number": number,
        "date": _day(form["date"]),
        "issuer": form["issuer"],
        "type": form["type"],
        "subject": form["subject"],
    }
    for key, value in {**shown, "urgency": form["urgency"]}.items():
        if value:
            yield f"{words[key]}: {value}"
    for one in form["addressees"]:
        yield f"{words['to']}: {one['text']}"
    yield f"\n{words['tasks']} ({len(form['tasks'])}):"
    for task in form["tasks"]:
        yield from _task_lines(task, words)
    signature = form["signature"]
    yield (
        "\n"
        f"{words['signer']}: "
        + " / ".join([*signature["authority"], *filter(None, (signature["position"], signature["signer"]))])
    )
    if form["warnings"]:
        yield f"{words['warnings']} ({len(form['warnings'])}):"
        yield from (f"  - {one['message']}" for one in form["warnings"])


def _task_lines(task: dict[str, Any], words: dict[str, str]) -> Iterator[str]:
    first = task["text"].splitlines()[0]
    yield f"\n  [{task['id']}] {first if len(first) <= 110 else first[:107] + '…'}"
    for role in ("lead", "cooperate"):
        if task[role]:
            yield f"      {words[role]}: " + "; ".join(
                f"{ref['name']}" + (f" [{ref['code']}]" if ref["code"] else "") for ref in task[role]
            )
    if task["deadline"]:
        yield f"      {words['deadline']}: {_day(task['deadline']['date']) or words['open']}"
    if task["recurrence"]:
        yield f"      {words['recurrence']}: {task['recurrence']}"
    yield f"      {words['sure']}: {round(task['confidence'] * 100)} %"


def _day(iso: str | None) -> str | None:
    return date.fromisoformat(iso).strftime("%d/%m/%Y") if iso else None
