"""`vungxanh org`: take units in from a CSV file, give them out, show one."""

import getpass
import json
import os
import sys
from datetime import date
from pathlib import Path

import click
from django.db import connection
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions.groups import ensure_standard_groups
from vungxanh.apps.org.actions.importing import Outcome, import_sheet
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.queries.reach import reach
from vungxanh.apps.org.queries.records import record_of
from vungxanh.apps.org.sheet import MAX_BYTES, WHOLE_FILE, read_sheet
from vungxanh.apps.org.tables import UNIT_COLUMNS, unit_records
from vungxanh.apps.org.wording import column, level_word
from vungxanh.cli.days import day
from vungxanh.cli.speech import Unread, language
from vungxanh.cli.upkeep import bring_up_to_date
from vungxanh.kit import clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.problems import FieldError, Problem

_BY = SystemActor("vungxanh org")


ON = click.option("--on", metavar="DATE", callback=day, help="The day meant: 2020-07-28 or 28/07/2020 (today).")


@click.group()
def org() -> None:
    """Danh bạ tổ chức / the directory of units."""


@org.command("import")
@click.argument("file", type=click.Path(path_type=Path, readable=False))
@click.option("--dry-run", is_flag=True, help="Check and count only; store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object: units, levels, errors.")
@ON
@language
def import_file(file: Path, dry_run: bool, as_json: bool, on: date | None) -> None:
    """Nhập đơn vị từ tệp CSV / take units in from a CSV file, all or nothing; exit 1 on errors.

    Changed names and parents hold from --on; a row's own starts_on goes before it.
    """
    outcome = _import(file, dry_run, on)
    click.echo(json.dumps(outcome.as_json(), ensure_ascii=False) if as_json else _told(file, outcome))
    sys.exit(1 if outcome.errors else 0)


def _import(file: Path, dry_run: bool, on: date | None) -> Outcome:
    try:
        with file.open("rb") as stream:
            sheet = read_sheet(stream.read(MAX_BYTES + 1))
        _make_tables_of_a_new_database()
        return import_sheet(sheet, by=_BY, at=clock.now(), on=on, dry_run=dry_run)
    except FileNotFoundError:
        message = _("Không có tệp %(name)s. Kiểm tra đường dẫn.") % {"name": file.name}
    except OSError:
        message = _("Không mở được tệp %(name)s. Kiểm tra quyền đọc và chọn một tệp, không phải thư mục.")
        message %= {"name": file.name}
    except Problem as problem:
        message = str(problem)
    return Outcome(errors=[FieldError(WHOLE_FILE, message, row=0)])


def _make_tables_of_a_new_database() -> None:
    """The directory is the first thing a new deployment takes in; an older database is left to `vungxanh migrate`."""
    if not connection.introspection.table_names():
        bring_up_to_date()


def _told(file: Path, outcome: Outcome) -> str:
    if outcome.errors:
        wording = _("%(name)s, dòng %(row)s, %(field)s: %(message)s")
        lines = [
            wording
            % {"name": file.name, "row": error.row or "–", "field": column(error.field), "message": error.message}
            for error in outcome.errors
        ]
        return "\n".join([*lines, _("%(count)s lỗi; chưa lưu gì.") % {"count": len(lines)}])
    levels = ", ".join(f"{level_word(level)}: {count}" for level, count in outcome.levels.items())
    facts = {"units": outcome.units, "levels": levels, "new": len(outcome.created), "changed": len(outcome.changed)}
    told = _("%(units)s đơn vị (%(levels)s): %(new)s mới, %(changed)s thay đổi.") % facts
    return told if outcome.stored else told + " " + _("Chạy thử, chưa lưu gì.")


@org.command()
@click.option("--format", "form", type=click.Choice(["csv", "xlsx"]), default="csv", show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; CSV may go without."
)
@ON
@language
def export(form: str, output: Path | None, on: date | None) -> None:
    """Xuất danh bạ / give the directory out, in the columns that `import` reads."""
    from vungxanh.kit.export import csv_lines, write_xlsx

    records = unit_records(on or clock.day_of(clock.now()))
    if form == "csv":
        text = "".join(csv_lines(UNIT_COLUMNS, records))
        if output is None:
            click.echo(text, nl=False)
        else:
            output.write_bytes(text.encode("utf-8"))
        return
    if output is None:
        raise Unread(_("Tệp xlsx cần tên: thêm --output TỆP.xlsx."), param_hint="--output")
    with output.open("wb") as file:
        write_xlsx(file, UNIT_COLUMNS, records, sheet="units")


@org.command()
@click.argument("code")
@ON
@language
def show(code: str, on: date | None) -> None:
    """Xem một đơn vị / show one unit: its names over time, aliases, who may be reached how."""
    day = on or clock.day_of(clock.now())
    record = record_of(code, day)
    if record is None:
        raise click.ClickException(_("Không có đơn vị nào mã %(code)s.") % {"code": code})
    click.echo(f"{code}  {record.name}  ({record.level_label})")
    if record.parent is not None:
        click.echo(f"  ↑ {record.parent.code}  {record.parent.name}")
    for period in record.periods:
        ends = period.ends_on.strftime("%d/%m/%Y") if period.ends_on else "…"
        click.echo(f"  {period.starts_on:%d/%m/%Y} – {ends}  {period.name}, {period.kind}")
    click.echo(f"  {_('Tên gọi khác')}: {', '.join(alias.text for alias in record.aliases) or '–'}")
    channel = reach([record.unit], day)[0]
    click.echo(f"  {_('Liên hệ')}: {channel.channel.label} {channel.contact}".rstrip())
    click.echo(f"  {_('Đơn vị trực thuộc')}: {len(record.children)}")


@org.command()
@click.argument("username")
@click.argument("unit_code", metavar="UNIT_CODE")
@click.argument("role", type=click.Choice(Role.values))
@click.option("--title", default="", help="Chức danh / the title people read; the role's name without it.")
@click.option("--head", is_flag=True, help="The person heads the unit.")
@click.option(
    "--from", "starts_on", metavar="DATE", callback=day, help="The first day: 2020-07-28 or 28/07/2020 (today)."
)
@language
def appoint(username: str, unit_code: str, role: str, title: str, head: bool, starts_on: date | None) -> None:
    """Bổ nhiệm / give a person a role in a unit: the first administrator of a province, or when nobody else can."""
    from vungxanh.apps.org.actions.posts import appoint as give

    at = clock.now()
    user, unit = _person(username), _unit(unit_code)
    begins = starts_on or clock.day_of(at)
    try:
        post = give(user, unit, Role(role), title=title, starts_on=begins, is_head=head, by=_operator(), at=at)
    except Problem as problem:
        raise click.ClickException(str(problem)) from problem
    told = _("%(name)s: %(title)s, %(unit)s, từ ngày %(day)s.")
    facts = {"name": user.full_name, "title": post.title, "unit": unit.name, "day": begins.strftime("%d/%m/%Y")}
    click.echo(f"✓ {told % facts}")


def _operator() -> SystemActor:
    """The console with the name of who is signed in at this machine, for the audit log."""
    try:
        name = os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):  # a user id without a name
        name = str(os.getuid())
    return SystemActor(f"console, {name}"[:70])


def _person(username: str) -> User:
    user = User.objects.filter(username=username.strip().lower(), is_active=True).first()
    if user is None:
        message = _("Không có tài khoản đang dùng tên “%(name)s”. Tạo bằng vungxanh accounts create.")
        raise click.ClickException(message % {"name": username})
    return user


def _unit(code: str) -> Unit:
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise click.ClickException(_("Không có đơn vị nào mã %(code)s.") % {"code": code})
    return unit


@org.command()
def groups() -> None:
    """Tạo các nhóm chuẩn còn thiếu / make the standard groups that are missing."""
    click.echo(ensure_standard_groups(by=_BY, at=clock.now()))
