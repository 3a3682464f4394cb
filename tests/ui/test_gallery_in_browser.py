"""The gallery in a real Chromium: accessible, never wider than the screen, its small elements at work."""

from typing import Any

import pytest

from tests.browsing import PHONE, WIDE, are_fit
from vungxanh.ui.views import KINDS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESSES = ["/ui/", "/ui/plain/", *(f"/ui/{kind}/" for kind in KINDS)]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, WIDE])
def test_no_page_breaks_accessibility_or_scrolls_sideways(page: Any, live_server: Any, width: int, theme: str) -> None:
    are_fit(page, live_server.url, ADDRESSES, width=width, theme=theme)


def test_ctrl_k_finds_a_command_without_its_marks(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/record/")
    page.keyboard.press("Control+k")
    page.keyboard.type("duyet")
    assert page.locator("#palette").is_visible()
    assert page.locator(".palette-option").first.inner_text().startswith("Duyệt")
    page.keyboard.press("Escape")
    assert not page.locator("#palette").is_visible()


def test_a_day_is_written_by_the_calendar_in_the_order_of_letters_also_in_an_english_browser(
    chromium: Any, live_server: Any
) -> None:
    context = chromium.new_context(locale="en-US")
    page = context.new_page()
    page.goto(live_server.url + "/ui/")
    day = page.locator("ui-day").first
    line, calendar = day.locator("input").nth(0), day.locator("input[type=date]")
    assert line.get_attribute("type") == "text"
    assert day.locator("button").is_visible()
    calendar.evaluate("(node) => { node.value = '2020-06-05'; node.dispatchEvent(new Event('change')); }")
    assert line.input_value() == "05/06/2020"
    assert calendar.get_attribute("name") is None
    context.close()


def test_the_question_mark_lists_the_keys_of_the_page(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/desk/")
    page.keyboard.press("?")
    words = page.locator("#keys").inner_text()
    assert "Việc sau" in words
    assert "Ctrl K" in words


def test_a_key_is_a_letter_while_one_types(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/list/")
    page.keyboard.press("/")
    page.keyboard.type("?/")
    assert page.locator("#q").input_value() == "?/"
    assert not page.locator("#keys").is_visible()


def test_the_desk_lights_both_sides(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/desk/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".lit").count() == 2
    assert page.locator(".desk-item.lit").get_attribute("data-part") == page.locator(".span.lit").get_attribute(
        "data-part"
    )


def test_ticking_all_shows_how_many_and_what_can_be_done(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/inbox/")
    act = page.get_by_role("button", name="Nhận việc")
    assert not act.is_visible()
    page.get_by_label("Chọn tất cả trên trang này").check()
    assert page.locator(".bulk-count").inner_text() == "Đã chọn 5"
    assert act.is_visible()


def test_the_list_beside_the_map_lights_its_dot(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/dashboard/")
    row = page.locator("[data-row]").nth(3)
    row.focus()
    lit = page.locator(".dot.lit")
    assert lit.get_attribute("data-dot") == row.get_attribute("data-row")
    assert lit.get_attribute("data-name") in page.locator(".map-tip").inner_text()


def test_an_error_link_puts_the_cursor_in_the_field(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/")
    assert page.evaluate("document.activeElement.tagName") == "UI-ERROR-SUMMARY"
    page.locator(".error-summary a").nth(1).click()
    assert page.evaluate("document.activeElement.name") == "due"


def test_leaving_changed_work_asks_first(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/composer/")
    page.locator("#id_subject").fill("Đã sửa")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(live_server.url + "/ui/")
    assert asked == ["beforeunload"]


def test_the_skip_link_is_the_first_stop_of_the_keyboard(page: Any, live_server: Any) -> None:
    page.goto(live_server.url + "/ui/list/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_touch_targets_are_large_enough_on_a_phone(page: Any, live_server: Any) -> None:
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.goto(live_server.url + "/ui/inbox/")
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, .button, .rail-link, .inbox-pick label, summary")]
          .filter((e) => e.checkVisibility() && !e.closest("[popover], dialog"))
          .map((e) => [e.textContent.trim(), e.getBoundingClientRect()])
          .filter(([, box]) => box.height && (box.height < 43.5 || box.width < 39.5)).map(([text]) => text)"""
    )
    assert small == []
