"""The leader reads the numbers in a real Chromium, on a phone and on a desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import override_settings

from tests.apps.insight.making import NOW, spread
from tests.barriers import barriers
from tests.factories.calendar import seeded_calendar
from tests.factories.org import a_small_province, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.models import Unit
from vungxanh.kit import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDE, PHONE = 1280, 390


@pytest.fixture(autouse=True)
def in_august() -> Iterator[None]:
    """The clock of the demonstration: the pages ask it."""
    with override_settings(CLOCK_OFFSET=NOW - clock.machine_now()):
        yield


@pytest.fixture
def page(chromium: Any) -> Any:
    context = chromium.new_context(viewport={"width": WIDE, "height": 800}, locale="vi-VN")
    yield context.new_page()
    context.close()


def sign_in(page: Any, live_server: Any) -> Directive:
    """Enter as the province's leader; the directive to look at."""
    seeded_calendar()
    small = a_small_province()
    Unit.objects.filter(code="503").update(latitude=15.88, longitude=108.33)
    Unit.objects.filter(code="20500").update(latitude=15.89, longitude=108.11)
    directive = spread([*small.departments, *small.districts, *small.communes], small.province)
    cookie = signed_in(an_officer(Role.LEADER, small.province)).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    return directive


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_the_numbers_are_accessible_and_fit_the_screen(page: Any, live_server: Any, width: int, theme: str) -> None:
    directive = sign_in(page, live_server)
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=theme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    for address in ("/so-lieu/", f"/so-lieu/{directive.pk}/", f"/so-lieu/{directive.pk}/in/"):
        complaints.clear()
        page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        assert complaints == [], address
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide == 0, address
        assert [(each["id"], each["nodes"][0]["target"]) for each in barriers(page)] == [], address


def test_a_leader_on_a_phone_goes_from_the_list_to_a_district_and_to_the_work_behind(
    page: Any, live_server: Any
) -> None:
    sign_in(page, live_server)
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto(live_server.url + "/so-lieu/")
    page.get_by_role("link", name="V/v triển khai ứng dụng").click()
    page.locator(".findings").wait_for()
    assert page.locator(".findings li").count() == 3
    page.locator(".chart-link", has_text="Huyện Đại Lộc").click()
    page.wait_for_url("**unit=506")
    assert "Huyện Đại Lộc" in page.locator("h1").inner_text()
    late = page.locator("a.stat.danger .stat-value").inner_text().split("/")[0].strip()
    page.locator("a.stat.danger").click()
    page.wait_for_url("**late=1")
    assert int(late) > 0
    page.locator("main tbody tr").first.wait_for()
    assert page.locator("main tbody tr").count() == int(late)


def test_the_sheet_prints_on_at_most_two_pages_without_scripts(chromium: Any, live_server: Any) -> None:
    import io

    import pypdfium2

    context = chromium.new_context(java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    directive = sign_in(page, live_server)
    page.goto(live_server.url + f"/so-lieu/{directive.pk}/in/")
    sheet = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(sheet) <= 2
    assert "4248/UBND-KGVX" in sheet[0].get_textpage().get_text_bounded()
    context.close()
