"""The columns of the lists' files: pseudonyms only, for who people are leaves for a purpose alone (cột của bảng)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models import Case, CaseState, Classification
from vungxanh.apps.cases.queries.faces import Face
from vungxanh.apps.cases.views.lines import PersonLine
from vungxanh.kit.export import Column

PEOPLE_COLUMNS: tuple[Column[PersonLine], ...] = (
    Column(_("Bí danh"), lambda row: row.face.pseudonym, width=14),
    Column(_("Xã"), lambda row: row.standing.person.commune.name if row.standing.person.commune else "", width=24),
    Column(_("Cấp"), lambda row: row.level, width=8),
    Column(_("Mức nguy cơ"), lambda row: row.risk, width=14),
    Column(_("Khả năng"), lambda row: row.standing.probability, "percent"),
    Column(_("Số nguồn"), lambda row: row.standing.sources, "number"),
    Column(_("Tiếp xúc đầu"), lambda row: row.standing.first_at, "moment"),
    Column(_("Tiếp xúc cuối"), lambda row: row.standing.last_at, "moment"),
    Column(_("Nơi cách ly"), lambda row: row.place, width=22),
    Column(_("Cách ly đến"), lambda row: row.plan.quarantine_ends_on if row.plan else None, "date"),
    Column(_("Theo dõi đến"), lambda row: row.plan.ends_on if row.plan else None, "date"),
    Column(_("Ngày sót"), lambda row: row.plan.overdue if row.plan else None, "number"),
)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case and who has it, as far as the officer may read."""

    case: Case
    face: Face


def course_of(case: Case) -> str | Promise:
    """How the illness goes; of what turned out to be none, that."""
    is_none = case.classification == Classification.NOT_A_CASE
    return Classification.NOT_A_CASE.label if is_none else CaseState(case.state).label


CASE_COLUMNS: tuple[Column[CaseLine], ...] = (
    Column(_("Mã ca"), lambda row: row.case.code, width=14),
    Column(_("Số quốc gia"), lambda row: row.case.number, width=12),
    Column(_("Bí danh"), lambda row: row.face.pseudonym, width=14),
    Column(_("Xã"), lambda row: row.case.person.commune.name if row.case.person.commune else "", width=24),
    Column(_("Phân loại"), lambda row: row.case.get_classification_display(), width=16),
    Column(_("Diễn biến"), lambda row: str(course_of(row.case)), width=16),
    Column(_("Khởi phát"), lambda row: row.case.onset_on, "date"),
    Column(_("Lấy mẫu"), lambda row: row.case.sampled_on, "date"),
    Column(_("Xét nghiệm"), lambda row: row.case.tested_on, "date"),
    Column(_("Có kết quả"), lambda row: row.case.result_at, "moment"),
    Column(_("Cách ly lúc"), lambda row: row.case.isolated_at, "moment"),
    Column(_("Kết thúc"), lambda row: row.case.ended_on, "date"),
)
