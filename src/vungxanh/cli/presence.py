"""Whether there are data where a command looks for them, told before anything is made there (dữ liệu ở đâu)."""

from collections.abc import Sequence
from pathlib import Path

import click

_READ_DATA = frozenset({"accounts", "audit", "calendar", "cases", "org", "retention", "search", "worker"})
_BEGIN_WITHOUT = frozenset({("org", "import"), ("calendar", "regenerate")})


def refuse_without_data(words: Sequence[str], *, in_english: bool) -> None:
    """Raise click's exception when the words ask for data and there is no database file; nothing is made there."""
    if not words or words[0] not in _READ_DATA or tuple(words[:2]) in _BEGIN_WITHOUT:
        return
    if "--help" in words or (len(words) == 1 and words[0] != "worker"):
        return
    from django.apps import apps

    if apps.ready:  # whoever started Django has chosen the database
        return
    folder = _looked_in()
    if folder is not None:
        raise click.ClickException(_NOWHERE[in_english].format(folder=folder))


def _looked_in() -> Path | None:
    """The folder that should hold the database file and does not; None where all is well or a server is asked."""
    from vungxanh.project import env
    from vungxanh.project.env import WrongSettings

    try:
        given = env.read()
    except WrongSettings as wrong:
        raise click.ClickException(str(wrong)) from None
    if given.database_url or given.env == "test" or (given.var_dir / "vungxanh.sqlite3").exists():
        return None
    return given.var_dir.resolve()


def is_without_tables(error: BaseException) -> bool:
    """Whether a database answered that it has no such table: it is there, and nobody has prepared it."""
    return "no such table" in str(error) or type(error.__cause__).__name__ == "UndefinedTable"


def unprepared(*, in_english: bool) -> click.ClickException:
    """What is said of a database without tables."""
    return click.ClickException(_UNPREPARED[in_english])


_NOWHERE = (
    (
        "không có dữ liệu ở {folder}. Chạy lệnh trong thư mục đã chạy make run, đặt VUNGXANH_VAR_DIR hoặc "
        "VUNGXANH_DATABASE_URL, hoặc tạo cơ sở dữ liệu mới bằng vungxanh migrate."
    ),
    (
        "there are no data in {folder}. Run the command in the folder where make run was run, set VUNGXANH_VAR_DIR or "
        "VUNGXANH_DATABASE_URL, or make a new database by vungxanh migrate."
    ),
)
_UNPREPARED = (
    "cơ sở dữ liệu chưa có đủ bảng. Chạy vungxanh migrate rồi chạy lại lệnh.",
    "the database lacks tables. Run vungxanh migrate, then the command again.",
)
