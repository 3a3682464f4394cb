"""The columns of the files behind the charts; what the page hides is hidden here too (cột của bảng)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.queries.pictures import CommuneCount, CommuneDelay
from vungxanh.apps.org.models import Unit
from vungxanh.core.casework.curve import Bar
from vungxanh.kit.export import Column


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A commune of the coverage plan: its active phones, None where fewer than five; how many more reach the floor.

    `floor` is how many the recommended floor asks for there, None where no floor is enough; `gain` is by how much R
    falls with the next 1,000.
    """

    unit: Unit
    population: int
    active: int | None
    floor: int | None
    lacking: int
    gain: float

    @property
    def share(self) -> float | None:
        """Of the people who live there."""
        return None if self.active is None else self.active / self.population


def _count(value: int | None) -> int | Promise:
    """A number as a number, a hidden one in a word: it may be large, hidden for another's sake."""
    return _("ẩn") if value is None else value


BAR_COLUMNS: tuple[Column[Bar], ...] = (
    Column(_("Từ ngày"), lambda bar: bar.first, "date"),
    Column(_("Đến ngày"), lambda bar: bar.last, "date"),
    Column(_("Số ca"), lambda bar: _count(bar.count)),
)
COMMUNE_COLUMNS: tuple[Column[CommuneCount], ...] = (
    Column(_("Mã xã"), lambda row: row.unit.code, width=12),
    Column(_("Xã"), lambda row: row.unit.name, width=28),
    Column(_("Dân số"), lambda row: row.unit.population, "number"),
    Column(_("Số người"), lambda row: _count(row.count)),
)
DELAY_COLUMNS: tuple[Column[CommuneDelay], ...] = (
    Column(_("Mã xã"), lambda row: row.unit.code if row.unit else "", width=12),
    Column(_("Xã"), lambda row: row.unit.name if row.unit else _("Toàn địa bàn"), width=28),
    Column(_("Số ca đã báo"), lambda row: _count(row.delay.count)),
    Column(_("Số ca chờ báo"), lambda row: _count(row.delay.waiting)),
    Column(_("Trung vị (giờ)"), lambda row: row.delay.median_hours, "number"),
    # xgettext: no-python-format, a share
    Column(_("90 % số ca trong (giờ)"), lambda row: row.delay.p90_hours, "number"),
)
PLAN_COLUMNS: tuple[Column[PlanLine], ...] = (
    Column(_("Mã xã"), lambda row: row.unit.code, width=12),
    Column(_("Xã"), lambda row: row.unit.name, width=28),
    Column(_("Dân số"), lambda row: row.population, "number"),
    Column(_("Máy hoạt động"), lambda row: _count(row.active)),
    Column(_("Tỷ lệ"), lambda row: row.share, "percent"),
    Column(_("Mức sàn (máy)"), lambda row: row.floor, "number"),
    Column(_("Cần thêm"), lambda row: row.lacking, "number"),
    Column(_("R giảm với 1.000 máy nữa"), lambda row: round(row.gain, 6), "number"),
)
