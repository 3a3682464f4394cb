"""The pages of orders and of the rules in a real Chromium, with what they warn of: fit and accessible."""

import uuid
from typing import Any

import pytest

from tests.apps.cases.views.scenes import an_outbreak
from tests.browsing import PHONE, WIDE, a_page, is_fit
from tests.factories.cases import NOW, TODAY
from vungxanh.apps.cases.actions import deciding, ordering
from vungxanh.apps.cases.models import Order, Plan
from vungxanh.apps.cases.views import whole_orders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("outbreak_clock")]
ORDERS, POLICY = "/truy-vet/quyet-dinh/", "/truy-vet/chinh-sach/moi/"


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_outdated_drafts_are_mended_and_the_list_is_issued_by_pressing(
    chromium: Any, live_server: Any, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = an_outbreak()
    monkeypatch.setattr(whole_orders, "AT_ONCE", 1)
    ordering.draft(list(Plan.objects.filter(level=1)), batch=uuid.uuid4(), by=scene.cdc, at=NOW)
    ends_on = Order.objects.get(plan__person=scene.an).until_on.replace(day=TODAY.day + 3)
    deciding.change_days(scene.an, quarantine_until=ends_on, why="chính sách ngắn hơn", by=scene.cdc, at=NOW)
    with a_page(chromium, live_server.url, scene.cdc, width) as page:
        act = f"/truy-vet/nguoi/{scene.an.pk}/"
        for address in (act, f"{act}viec/doi-ngay/", f"{act}viec/noi-cach-ly/", f"{ORDERS}?state=draft"):
            page.goto(address)
            is_fit(page)
        page.locator("form").get_by_role("button", name="Cập nhật 1 dự thảo").click()
        page.get_by_role("link", name="Ban hành", exact=True).click()
        is_fit(page)
        page.get_by_label("Số quyết định đầu tiên").fill("123")
        page.get_by_label("Ký hiệu").fill("QĐ-UBND")
        page.get_by_role("button", name="Ban hành: 1 quyết định").click()
        page.get_by_text("1 quyết định cách ly tập trung chưa ghi cơ sở nào.").first.wait_for()
        is_fit(page)
        page.get_by_label("Cơ sở cách ly tập trung").fill("Khu A (mẫu)")
        page.get_by_role("button", name="Ban hành: 1 quyết định").click()
        page.get_by_text("Còn 1 quyết định trong địa bàn.").wait_for()
        is_fit(page)
        page.get_by_role("button", name="Ban hành: 1 quyết định").click()
        page.wait_for_url(f"**{ORDERS}")
        page.goto(f"{ORDERS}in/ca-danh-sach/?state=issued")
        is_fit(page)
    assert list(Order.objects.order_by("pk").values_list("number", "facility")) == [
        ("123/QĐ-UBND", "Khu A (mẫu)"),
        ("124/QĐ-UBND", "Khu A (mẫu)"),
    ]


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_decision_that_holds_at_once_asks_in_a_page_that_fits(chromium: Any, live_server: Any, width: int) -> None:
    scene = an_outbreak()
    with a_page(chromium, live_server.url, scene.cdc, width) as page:
        page.goto(POLICY)
        page.get_by_label("Số quyết định, công văn").fill("15/QĐ-UBND")
        page.get_by_label("Trích yếu").fill("Cách ly một ngày")
        page.get_by_label("Có hiệu lực từ ngày").fill(f"{TODAY:%d/%m/%Y}")
        page.get_by_label("Nguồn").fill("Mục 2")
        page.locator("[name=f1-quarantine_days]").fill("1")
        page.locator("[name=f1-monitoring_days]").fill("0")
        page.locator("[name=f1-test_days]").fill("1")
        page.get_by_role("button", name="Nhập chính sách").click()
        page.get_by_text("2 người đang theo dõi được kết thúc theo dõi ngay.").wait_for()
        is_fit(page)
