"""The columns of the work tables: on the board, and in exported files (cột của bảng)."""

from collections.abc import Callable, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.lists import BoardRow
from vungxanh.kit.export import Column

# The counts of the board: heading and the field of `Counts`.
COUNTED: Sequence[tuple[str | Promise, str]] = (
    (_("Tất cả"), "total"),
    (_("Chưa bắt đầu"), "not_started"),
    (_("Đang làm"), "doing"),
    (_("Quá hạn"), "late_open"),
    (_("Chờ duyệt"), "reported"),
    (_("Đã xong"), "accepted"),
    (_("Đã đóng"), "closed"),
)

ASSIGNMENT_COLUMNS: tuple[Column[Assignment], ...] = (
    Column(pgettext_lazy("một văn bản", "Văn bản"), lambda row: row.directive.number_and_symbol, width=20),
    Column(_("Nhiệm vụ"), lambda row: row.task.text, width=80),
    Column(_("Kỳ"), lambda row: row.period_label, width=24),
    Column(_("Mã đơn vị"), lambda row: row.unit.code, width=12),
    Column(_("Đơn vị"), lambda row: row.unit.name, width=36),
    Column(_("Vai trò"), lambda row: row.get_role_display(), width=12),
    Column(_("Đơn vị giao"), lambda row: row.assigned_by.name, width=36),
    Column(_("Người thực hiện"), lambda row: row.performer.full_name if row.performer else "", width=24),
    Column(_("Trạng thái"), lambda row: row.get_state_display(), width=16),
    Column(_("Tiến độ"), lambda row: row.percent / 100, "percent"),
    Column(_("Ngày giao"), lambda row: row.assigned_at, "moment"),
    Column(_("Thời hạn"), lambda row: row.due_at, "moment"),
    Column(_("Báo cáo lúc"), lambda row: row.reported_at, "moment"),
    Column(_("Chấp nhận lúc"), lambda row: row.accepted_at, "moment"),
)


def _reader(field: str) -> Callable[[BoardRow], int]:
    return lambda row: int(getattr(row.counts, field))


BOARD_COLUMNS: tuple[Column[BoardRow], ...] = (
    Column(_("Mã đơn vị"), lambda row: row.unit.code, width=14),
    Column(_("Đơn vị"), lambda row: row.unit.name, width=40),
    *(Column(label, _reader(field), "number") for label, field in COUNTED),  # type: ignore[arg-type]
    Column(_("Tỷ lệ đã làm"), lambda row: row.counts.share_done, "percent"),
)
