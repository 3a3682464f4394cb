"""What a telephone leaves out it says, and one press brings it: filters, tabs, wide tables."""

from typing import Any

import pytest
from django.urls import reverse

from tests.apps.insight.making import NOW, spread
from tests.barriers import barriers
from tests.browsing import PHONE, WIDE, carry
from tests.factories.calendar import seeded_calendar
from tests.factories.org import a_small_province, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive
from vungxanh.kit import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(chromium: Any, live_server: Any, width: int, address: str, *, script: bool = True) -> Any:
    """The page as the leader of a small province with one letter sees it."""
    context = chromium.new_context(
        viewport={"width": width, "height": 844}, locale="vi-VN", java_script_enabled=script, has_touch=width == PHONE
    )
    client = signed_in(an_officer(Role.LEADER))
    if "{pk}" in address:
        seeded_calendar()
        small = a_small_province()
        spread([*small.departments, *small.districts, *small.communes], small.province)
        client = signed_in(an_officer(Role.LEADER, small.province))
        address = address.format(pk=Directive.objects.get().pk)
    carry(context, live_server.url, client)
    page = context.new_page()
    page.goto(live_server.url + address)
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.parametrize("script", [True, False])
def test_on_a_phone_filters_stand_behind_one_button_with_their_number(
    chromium: Any, live_server: Any, script: bool
) -> None:
    page = opened(chromium, live_server, PHONE, reverse("work:list") + "?late=1&state=doing", script=script)
    fields = page.locator(".filter-fields")
    assert not fields.is_visible()
    button = page.locator(".filter-fold > summary")
    assert button.inner_text().strip() == "Bộ lọc (2)"
    button.click()
    assert fields.is_visible()
    if script:
        assert [each["id"] for each in barriers(page)] == []
    page.locator('.filter-fields [name="q"]').fill("bluezone")
    page.locator(".filter-fields button").last.click()
    page.wait_for_url("**q=bluezone**")
    assert "late=1" in page.url
    page.context.close()


def test_on_a_desk_the_fields_are_open_and_there_is_no_button(chromium: Any, live_server: Any) -> None:
    page = opened(chromium, live_server, WIDE, reverse("work:list"))
    assert page.locator(".filter-fields").is_visible()
    assert not page.locator(".filter-fold").is_visible()
    page.context.close()


def test_the_current_tab_is_on_the_screen_of_a_phone(chromium: Any, live_server: Any) -> None:
    page = opened(chromium, live_server, PHONE, reverse("accounts:notices"))
    box = page.locator('.tab[aria-current="page"]').bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE
    page.context.close()


def test_without_scripts_every_tab_is_on_the_screen_of_a_phone(chromium: Any, live_server: Any) -> None:
    page = opened(chromium, live_server, PHONE, reverse("accounts:notices"), script=False)
    boxes = [tab.bounding_box() for tab in page.locator(".tab").all()]
    assert len(boxes) == 6
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE for box in boxes)
    page.context.close()


def test_the_sheet_on_a_phone_keeps_names_in_sight_and_says_there_is_more(
    chromium: Any, live_server: Any, settings: Any
) -> None:
    settings.CLOCK_OFFSET = NOW - clock.machine_now()
    page = opened(chromium, live_server, PHONE, "/so-lieu/{pk}/in/")
    assert page.get_by_text("Vuốt ngang bảng để xem đủ các cột.").is_visible()
    name = page.locator(".table.sliding tbody th").first
    before = name.bounding_box()["x"]
    page.locator(".table-wrap").first.evaluate("wrap => (wrap.scrollLeft = 200)")
    assert abs(name.bounding_box()["x"] - before) < 2
    page.context.close()
