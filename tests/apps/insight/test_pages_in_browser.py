"""The leader reads the numbers in a real Chromium, on a phone and on a desk."""

from typing import Any

import pytest

from tests.apps.insight.making import spread
from tests.browsing import PHONE, WIDE, are_fit, carry
from tests.factories.calendar import seeded_calendar
from tests.factories.org import a_small_province, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.models import Unit

pytestmark = [
    *(pytest.mark.browser, pytest.mark.django_db(transaction=True)),
    pytest.mark.usefixtures("in_august"),
]


def sign_in(page: Any, live_server: Any) -> Directive:
    """Enter as the province's leader; the directive to look at."""
    seeded_calendar()
    small = a_small_province()
    Unit.objects.filter(code="503").update(latitude=15.88, longitude=108.33)
    Unit.objects.filter(code="20500").update(latitude=15.89, longitude=108.11)
    directive = spread([*small.departments, *small.districts, *small.communes], small.province)
    carry(page.context, live_server.url, signed_in(an_officer(Role.LEADER, small.province)))
    return directive


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_the_numbers_are_accessible_and_fit_the_screen(page: Any, live_server: Any, width: int, theme: str) -> None:
    directive = sign_in(page, live_server)
    pages = ("/so-lieu/", f"/so-lieu/{directive.pk}/", f"/so-lieu/{directive.pk}/in/")
    are_fit(page, live_server.url, pages, width=width, theme=theme)


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
