"""Charts, chain, breaker and planner in a real Chromium, on a phone and on a desk."""

from typing import Any

import pytest

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.browsing import PHONE, WIDE, are_fit, carry
from tests.factories.cases import a_case, a_person
from tests.factories.web import signed_in
from vungxanh.apps.org.models import Unit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("outbreak_clock")]
PAGES = ("bieu-do/", "bieu-do/?numbers=all&width=week", "chuoi-lay/", "ngat-mach/", "ke-hoach-phu/")


def sign_in(page: Any, live_server: Any) -> Outbreak:
    """Enter as the centre for disease control, with an outbreak of two communes on the map."""
    scene = an_outbreak()
    Unit.objects.filter(pk=scene.here.pk).update(latitude=15.88, longitude=108.33, population=6000)
    Unit.objects.filter(pk=scene.there.pk).update(latitude=15.9, longitude=108.3, population=9000)
    for _number in range(5):
        a_case(a_person(scene.there), by=scene.cdc)
    carry(page.context, live_server.url, signed_in(scene.cdc))
    return scene


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_the_pages_are_accessible_and_fit_the_screen(page: Any, live_server: Any, width: int, theme: str) -> None:
    sign_in(page, live_server)
    are_fit(page, live_server.url + "/truy-vet/", PAGES, width=width, theme=theme)


TABS = """bar => {
    const place = bar.getBoundingClientRect()
    const current = bar.querySelector('[aria-current="page"]').getBoundingClientRect()
    return {
        count: bar.children.length,
        room: place.right - bar.lastElementChild.getBoundingClientRect().right,
        isInSight: current.left >= place.left && current.right <= place.right + 1,
    }
}"""
SCROLL_BAR = 15


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_tab_of_case_work_stands_on_a_desk_and_the_current_one_on_a_phone(
    page: Any, live_server: Any, language: str
) -> None:
    sign_in(page, live_server)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.set_viewport_size({"width": WIDE, "height": 800})
    for address in ("", "quyet-dinh/", "chuoi-lay/", "ke-hoach-phu/", "chinh-sach/"):
        page.goto(live_server.url + "/truy-vet/" + address)
        tabs = page.locator(".tabs").evaluate(TABS)
        assert tabs["count"] == 12, address
        assert tabs["room"] >= SCROLL_BAR, address
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.reload()
    assert page.locator(".tabs").evaluate(TABS)["isInSight"]


def test_a_name_lights_the_whole_way_from_the_case_and_a_mark_opens_the_record(page: Any, live_server: Any) -> None:
    scene = sign_in(page, live_server)
    page.goto(live_server.url + "/truy-vet/chuoi-lay/")
    page.locator(f".chain-wide .chain-row[data-lane='p{scene.chi.pk}']").focus()
    lit = page.locator(".chain-wide .chain-row.lit").all_inner_texts()
    assert [text.split()[0] for text in lit] == ["F0", "F1", "F2"]
    assert page.locator(".chain-wide .edge.lit").count() == 2
    assert scene.chi.pseudonym in page.locator(".chain-tip").inner_text()
    mark = page.locator(f".chain-wide .chain-plot a[data-lane='p{scene.an.pk}'] use")
    mark.dispatch_event("pointerover")
    assert "Trần Văn An" in page.locator(".chain-tip").inner_text()
    mark.click()
    page.wait_for_url(f"**/truy-vet/nguoi/{scene.an.pk}/")


def test_on_a_phone_days_run_down_and_a_row_is_big_enough_to_touch(page: Any, live_server: Any) -> None:
    scene = sign_in(page, live_server)
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto(live_server.url + "/truy-vet/chuoi-lay/")
    row = page.locator(f".chain-narrow .chain-row[data-lane='p{scene.an.pk}']")
    mark = page.locator(f".chain-narrow g[data-lane='p{scene.an.pk}'] use")
    box, drawn = row.bounding_box(), mark.bounding_box()
    assert box["height"] >= 44
    assert abs(box["y"] + box["height"] / 2 - drawn["y"] - drawn["height"] / 2) < 2
    row.click()
    page.wait_for_url(f"**/truy-vet/nguoi/{scene.an.pk}/")


def test_a_slider_that_was_moved_says_that_nothing_is_reckoned_anew(page: Any, live_server: Any) -> None:
    sign_in(page, live_server)
    page.goto(live_server.url + "/truy-vet/ke-hoach-phu/")
    stale = page.locator("[data-stale]")
    assert not stale.is_visible()
    slider = page.locator("input[type=range]").first
    slider.press("ArrowRight")
    assert stale.is_visible()
    slider.press("ArrowLeft")
    assert not stale.is_visible()


def test_the_planner_works_without_scripts(chromium: Any, live_server: Any) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    sign_in(page, live_server)
    page.goto(live_server.url + "/truy-vet/ke-hoach-phu/")
    page.get_by_label("R khi không có ứng dụng").fill("1.5")
    page.get_by_role("button", name="Tính lại").click()
    page.wait_for_url("**r=1.5**")
    assert "72\N{NO-BREAK SPACE}%" in page.locator("h1").inner_text()
    page.get_by_role("link", name="46\N{NO-BREAK SPACE}%").click()
    assert "46\N{NO-BREAK SPACE}%" in page.locator("h1").inner_text()
    context.close()


def test_a_health_officer_of_the_province_stops_alerts_with_a_reason(page: Any, live_server: Any) -> None:
    sign_in(page, live_server)
    page.goto(live_server.url + "/truy-vet/ngat-mach/")
    page.get_by_role("button", name="Dừng cảnh báo").click()
    assert "Chưa điền mục này" in page.locator("main").inner_text()
    page.get_by_label("Lý do").fill("số báo tăng gấp mười, kiểm tra nguồn")
    page.get_by_role("button", name="Dừng cảnh báo").click()
    page.get_by_role("heading", name="Cảnh báo từ điện thoại đang dừng", level=1).wait_for()
    assert "số báo tăng gấp mười" in page.locator("main").inner_text()
