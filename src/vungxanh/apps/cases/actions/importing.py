"""Bringing a line list or contacts in: staged first, looked at, then confirmed (nhập danh sách)."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases.actions.doubting import ask_of_alike, follow, keep_apart_from
from vungxanh.apps.cases.actions.judging import Judge
from vungxanh.apps.cases.events import ImportConfirmed
from vungxanh.apps.cases.exchange.columns import Kind, headed
from vungxanh.apps.cases.exchange.reading import read_row
from vungxanh.apps.cases.exchange.table import read_table
from vungxanh.apps.cases.models import Import, ImportRow, ImportState, RowState
from vungxanh.apps.cases.queries.staged import content_of, must_import, progress_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit, bulk, events
from vungxanh.kit.problems import Conflict, FieldError, Invalid

_BATCH = 1000
_OF_SOMEBODY = {"keys", "place"}
"""What a row has of whom a record can be made; one that only names a record of ours has not."""


@bulk.uncollected()
def stage(data: bytes, *, kind: Kind, name: str = "", by: Officer, at: datetime) -> Import:
    """Read a file or a pasted table and keep its rows, judged, for confirming (đưa vào chờ nhập).

    One wrong row keeps no other from being staged. Malformed, TooLarge and Invalid are of the whole file; of these
    nothing is kept.
    """
    must_import(by, kind)
    plan, records = headed(read_table(data), kind)
    if plan.missing:
        message = _("Không nhận ra cột bắt buộc: %(names)s.") % {"names": "; ".join(plan.missing)}
        raise Invalid(message, errors=[FieldError("header", message, row=1)])
    read = [read_row(number, cells, plan, kind, at) for number, cells in records]
    with transaction.atomic():
        staged = Import.objects.create(
            unit=by.unit,
            by=by.user,
            kind=kind,
            template=plan.template,
            name=name[:200],
            digest=hashlib.sha256(data).hexdigest(),
            made_at=at,
        )
        rows = list(Judge(plan, kind, by=by, at=at).judge(read))
        ask_of_alike(rows)
        bulk.insert(ImportRow, [{"part_of_id": staged.pk, **row.columns()} for row in rows])
        bad = sum(row.state is RowState.BAD for row in rows)
        data_of = {"kind": str(kind), "rows": len(rows), "bad": bad}
        audit.record("cases.import.stage", by=by, on=staged, at=at, data=data_of)
    return staged


def decide(staged: Import, rows: Sequence[ImportRow], verdict: str, *, by: Officer, at: datetime) -> int:
    """Say of rows that may be somebody known, or the person of a row above: `same`, `new`, or `left` out (xét trùng).

    What is said of the first row of a person holds for the others of the file. How many rows moved.
    """
    must_import(by, staged.kind)
    if verdict not in ("same", "new", "left"):
        raise Invalid(_("Chọn: cùng một người, người khác, hoặc bỏ qua."))
    with transaction.atomic():
        current = _locked(staged)
        leaders = {row.leader for row in rows}
        open_rows = current.rows.filter(leader__in=leaders, state__in=(RowState.MAYBE, RowState.READY))
        if verdict == "left":
            moved = open_rows.filter(number__in=[row.number for row in rows]).update(state=RowState.LEFT)
        elif verdict == "new":
            moved = _somebody_else([row for row in open_rows if content_of(row).keys() >= _OF_SOMEBODY])
        else:
            moved = _same(open_rows.filter(state=RowState.MAYBE).order_by("number"), current)
        data = {"verdict": verdict, "rows": moved}
        audit.record("cases.import.decide", by=by, on=current, at=at, data=data)
    return moved


def _somebody_else(rows: Sequence[ImportRow]) -> int:
    for row in rows:
        keep_apart_from(row)
    columns = ["state", "problems", "person", "content"]
    return ImportRow.objects.bulk_update(rows, columns, batch_size=_BATCH)


def _same(rows: Iterable[ImportRow], staged: Import) -> int:
    """Each row enters as a further fact of the person, or with the row of the file, that it was likened to."""
    moved, alike = [], []
    for row in rows:
        if row.person_id is None:
            alike.append(row)
        elif content_of(row).get("source") != row.person_id:  # nobody is a contact of himself
            row.state, row.problems = RowState.READY, []
            moved.append(row)
    moved += follow(alike, staged)
    ImportRow.objects.bulk_update(moved, ["state", "problems", "leader", "person"], batch_size=_BATCH)
    return len(moved)


def confirm(staged: Import, *, by: Officer, at: datetime) -> Import:
    """Let the ready rows enter, in the background (xác nhận nhập); Conflict when nothing is ready."""
    must_import(by, staged.kind)
    with transaction.atomic():
        current = _locked(staged)
        if not progress_of(current).waiting:
            raise Conflict(_("Không có dòng nào sẵn sàng để nhập."))
        current.state, current.by = ImportState.ENTERING, by.user
        current.save(update_fields=["state", "by"])
        audit.record("cases.import.confirm", by=by, on=current, at=at)
        events.announce(ImportConfirmed(current.pk, at))
    return current


def discard(staged: Import, *, by: Officer, at: datetime) -> None:
    """Throw the staged rows away (bỏ đợt nhập); what has entered stays."""
    must_import(by, staged.kind)
    with transaction.atomic():
        current = _locked(staged)
        current.rows.exclude(state=RowState.ENTERED).delete()
        current.state = ImportState.DISCARDED
        current.save(update_fields=["state"])
        audit.record("cases.import.discard", by=by, on=current, at=at)


def _locked(staged: Import) -> Import:
    """The import while nobody enters it; Conflict otherwise."""
    audit.hold()
    current = Import.objects.select_for_update().get(pk=staged.pk)
    if current.state not in (ImportState.STAGED, ImportState.DONE):
        raise Conflict(_("Đợt nhập này đang được nhập hoặc đã bỏ."))
    return current
