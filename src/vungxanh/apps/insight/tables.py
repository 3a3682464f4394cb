"""The columns of the exported tables (cột của bảng xuất)."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vungxanh.apps.directives.models import Directive
from vungxanh.apps.insight.queries.figures import UnitLine
from vungxanh.apps.insight.queries.scope import Scope, issued, rows_of
from vungxanh.apps.insight.queries.tallies import Tally, tallied
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import Assignment
from vungxanh.kit.export import Column

UNIT_COLUMNS: tuple[Column[UnitLine], ...] = (
    Column(_("Mã đơn vị"), lambda line: line.unit.code, width=12),
    Column(_("Đơn vị"), lambda line: line.unit.name, width=40),
    Column(_("Cấp"), lambda line: line.level.label, width=20),
    Column(_("Huyện"), lambda line: line.district.name if line.district else "", width=24),
    Column(_("Lĩnh vực"), lambda line: line.unit.sector, width=18),
    Column(_("Nhiệm vụ"), lambda line: line.tally.counts.total, "number"),
    Column(_("Chưa bắt đầu"), lambda line: line.tally.counts.not_started, "number"),
    Column(_("Đang làm"), lambda line: line.tally.counts.doing, "number"),
    Column(_("Chờ duyệt"), lambda line: line.tally.counts.reported, "number"),
    Column(_("Đã xong"), lambda line: line.tally.counts.accepted, "number"),
    Column(_("Đã đóng"), lambda line: line.tally.counts.closed, "number"),
    Column(_("Đang quá hạn"), lambda line: line.tally.counts.late_open, "number"),
    Column(_("Báo cáo đúng hạn"), lambda line: line.tally.counts.on_time, "number"),
    Column(_("Báo cáo muộn"), lambda line: line.tally.counts.late_done, "number"),
    Column(_("Tỷ lệ đã báo cáo"), lambda line: line.tally.share_done, "percent"),
)

CHUNK = 500

DIRECTIVE_COLUMNS: tuple[Column[tuple[Directive, Tally]], ...] = (
    Column(_("Số, ký hiệu"), lambda row: row[0].number_and_symbol, width=20),
    Column(_("Trích yếu"), lambda row: row[0].subject, width=60),
    Column(_("Cơ quan ban hành"), lambda row: row[0].issuer or row[0].unit.name, width=30),
    Column(pgettext_lazy("đã làm", "Phát hành"), lambda row: row[0].issued_at, "moment"),
    Column(_("Nhiệm vụ"), lambda row: row[1].base, "number"),
    Column(_("Đã báo cáo"), lambda row: row[1].done, "number"),
    Column(_("Báo cáo đúng hạn"), lambda row: row[1].counts.on_time, "number"),
    Column(_("Báo cáo muộn"), lambda row: row[1].counts.late_done, "number"),
    Column(_("Đang quá hạn"), lambda row: row[1].counts.late_open, "number"),
    Column(_("Tỷ lệ đã báo cáo"), lambda row: row[1].share_done, "percent"),
)

ASSIGNMENT_COLUMNS: tuple[Column[Assignment], ...] = (
    Column(_("Việc số"), lambda row: row.task.position, "number", width=8),
    Column(_("Nội dung"), lambda row: row.task.text, width=60),
    Column(_("Kỳ"), lambda row: row.period_label, width=24),
    Column(_("Mã đơn vị"), lambda row: row.unit.code, width=12),
    Column(_("Đơn vị"), lambda row: row.unit.name, width=40),
    Column(_("Vai trò"), lambda row: row.get_role_display(), width=14),
    Column(_("Trạng thái"), lambda row: row.get_state_display(), width=14),
    Column(_("Tiến độ"), lambda row: row.percent / 100, "percent"),
    Column(_("Giao lúc"), lambda row: row.assigned_at, "moment"),
    Column(_("Thời hạn"), lambda row: row.due_at, "moment"),
    Column(_("Báo cáo lúc"), lambda row: row.reported_at, "moment"),
    Column(_("Chấp nhận lúc"), lambda row: row.accepted_at, "moment"),
)


def assignments(scope: Scope) -> Iterator[Assignment]:
    """The work of the scope in the order of the letter, read in chunks."""
    rows = scope.rows().select_related("unit", "task").order_by("task__position", "unit__path", "pk")
    return rows.iterator(chunk_size=500)


def directives(officer: Officer, at: datetime) -> Iterator[tuple[Directive, Tally]]:
    """Every issued directive with the officer's part of its work, newest first, some hundreds a query."""
    rows = issued(officer).select_related("unit").defer("text", "reading", "explained").order_by("-issued_at", "-pk")
    found = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(found, CHUNK)):
        tallies = tallied(rows_of(officer, some, at), "directive", at)
        yield from ((each, tallies.get(each.pk, Tally())) for each in some)
