"""Orders on paper: the parts of a decision, one sheet an order, and no name that the reader may not see."""

import io
from datetime import timedelta
from uuid import uuid4

import pypdfium2
import pytest

from tests.factories.accounts import a_user
from tests.factories.cases import NOW, a_case, a_cdc_officer, a_commune, a_health_officer, a_person, an_exposure
from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import ordering
from vungxanh.apps.cases.actions.printing import orders_pdf
from vungxanh.apps.cases.models import Order, Plan
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.problems import Invalid, NotFound

pytestmark = pytest.mark.django_db
NAMES = ("Phan Thị Báo #[1+1] *đậm*", "Trần Văn Tư")


def issued_orders() -> list[Order]:
    """Two orders that a district's leader issued."""
    by, commune = a_cdc_officer(), a_commune()
    case = a_case(by=by)
    for name in NAMES:
        an_exposure(case.person, a_person(commune, name=name, address="Tổ 4", birth_year=1985), by=by)
    leader = an_officer(role=Role.LEADER, unit=commune.parent, user=a_user())
    drafts = ordering.draft(list(Plan.objects.order_by("pk")), batch=uuid4(), facility="Khu A", by=leader, at=NOW)
    return ordering.issue(drafts, 123, "QĐ-UBND", facility="Khu A", by=leader, at=NOW)


def sheets(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_each_order_has_its_sheet_with_the_parts_of_a_decision() -> None:
    orders = issued_orders()
    first, second = sheets(orders_pdf(orders, by=a_cdc_officer(), at=NOW))
    assert NAMES[0] in first  # what people are called is never read as markup
    assert NAMES[1] in second
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: 123/QĐ-UBND",
        "ngày 17 tháng 8 năm 2020",
        "Điều 1.",
        "Điều 4.",
        "cách ly tập trung, tại Khu A",
        "MẪU, CẦN ĐỐI CHIẾU",
        "DỮ LIỆU MẪU",
        "- Như Điều 4;",
    ):
        assert part in first, part
    assert "Số: 124/QĐ-UBND" in second
    assert f"từ ngày {orders[0].from_on:%d/%m/%Y} đến hết ngày {orders[0].until_on:%d/%m/%Y}" in first


def test_a_leader_who_may_not_read_names_prints_pseudonyms() -> None:
    orders = issued_orders()
    leader = an_officer(role=Role.LEADER, unit=orders[0].issued_by, user=a_user())
    text = " ".join(sheets(orders_pdf(orders, by=leader, at=NOW)))
    assert NAMES[1] not in text
    assert "1985" not in text
    assert f"mã hồ sơ {orders[0].plan.person.pseudonym}" in text


def test_nobody_prints_orders_of_another_place_and_printing_is_written_down() -> None:
    orders = issued_orders()
    with pytest.raises(NotFound):
        orders_pdf(orders, by=a_health_officer(a_commune()), at=NOW)
    orders_pdf(orders[:1], by=a_cdc_officer(), at=NOW)
    assert Entry.objects.filter(verb="cases.order.print").count() == 1


def test_drafts_and_revoked_orders_say_so_across_the_sheet() -> None:
    orders, by = issued_orders(), a_cdc_officer()
    ordering.revoke(orders[:1], why="ghi nhầm", by=by, at=NOW + timedelta(hours=1))
    with pytest.raises(Invalid):
        orders_pdf(orders, by=by, at=NOW)
    (sheet,) = sheets(orders_pdf(orders[:1], by=by, at=NOW))
    assert "ĐÃ THU HỒI" in sheet
    with pytest.raises(Invalid):
        orders_pdf([], by=by, at=NOW)
