"""The review desk in a real browser, by keyboard, at two widths."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.barriers import barriers
from tests.browsing import carry
from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_clerk, the_demonstration_province, the_letter
from tests.factories.web import signed_in
from vungxanh.apps.directives.actions.remove_task import remove_task
from vungxanh.apps.directives.models import Recurrence, Stage
from vungxanh.apps.org.officers import Officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("VUNGXANH_SHOTS", "")


def signed_in_page(chromium: Browser, server: str, officer: Officer, width: int) -> tuple[BrowserContext, Page]:
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale="vi-VN", has_touch=width < 600)
    carry(context, server, signed_in(officer))
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return context, page


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")


def violations(page: Page) -> list[str]:
    found = barriers(page)
    return [f"{each['id']}: {[node['target'] for node in each['nodes'][:4]]}" for each in found]


def look(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))


def press_and_wait(page: Page, key: str) -> None:
    with page.expect_event("requestfinished", lambda request: "/ra-soat" in request.url and request.method == "GET"):
        page.keyboard.press(key)
    expect(page.locator("directives-desk:not([aria-busy])")).to_be_attached()


def open_form(page: Page, key: str) -> None:
    press_and_wait(page, key)
    expect(page.locator(".opened :focus")).to_have_count(1)


def test_the_letter_is_reviewed_and_confirmed_by_keyboard_alone(live_server, chromium: Browser) -> None:
    seeded_calendar()
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    context, page = signed_in_page(chromium, live_server.url, clerk, 1280)
    page.goto(live_server.url + reverse("directives:desk", args=[directive.pk]))
    settled(page)
    look(page, "dir-desk-1280")
    assert violations(page) == []

    page.keyboard.press("j")
    page.keyboard.press("j")
    second = directive.tasks.all()[1]
    expect(page.locator(f"#t{second.pk}")).to_be_focused()
    expect(page.locator(f".span.lit[data-part=t{second.pk}]").first).to_be_visible()
    look(page, "dir-desk-1280-lit")

    open_form(page, "r")
    look(page, "dir-desk-1280-recurrence")
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press_and_wait(page, "Enter")
    second.refresh_from_db()
    assert second.recurrence not in (Recurrence.UNSET, "")
    expect(page.locator(f"#t{second.pk}")).to_be_focused()

    open_form(page, "d")
    page.keyboard.type("08112020")
    press_and_wait(page, "Enter")
    second.refresh_from_db()
    assert second.deadline_on == date(2020, 11, 8)

    page.keyboard.press("ArrowDown")
    count = directive.tasks.count()
    press_and_wait(page, "x")
    assert directive.tasks.count() == count - 1
    third_now = directive.tasks.all()[2]
    expect(page.locator(f"#t{third_now.pk}")).to_be_focused()
    press_and_wait(page, "u")
    assert directive.tasks.count() == count
    open_form(page, "s")
    look(page, "dir-desk-1280-split")
    press_and_wait(page, "Escape")
    expect(page.locator(".opened")).to_have_count(0)
    expect(page.locator(".task-card:focus")).to_have_count(1)
    open_form(page, "g")
    page.keyboard.type("so y te")
    expect(page.locator("#party-results")).to_contain_text("Sở Y tế")
    look(page, "dir-desk-1280-assign")
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".opened")).to_have_count(0)

    ninth = directive.tasks.get(recurrence=Recurrence.UNSET)
    page.locator(f'.coverage [data-goes="t{ninth.pk}"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#t{ninth.pk}")).to_be_focused()
    open_form(page, "r")
    page.keyboard.press("ArrowDown")
    press_and_wait(page, "Enter")
    expect(page.locator(".coverage")).to_contain_text("Đủ điều kiện xác nhận")
    look(page, "dir-desk-1280-ready")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Chưa xác nhận: có nhiệm vụ không có thời hạn")
    settled(page)
    look(page, "dir-desk-1280-undated")
    assert violations(page) == []
    page.get_by_role("button", name="Xác nhận không có thời hạn").press("Enter")
    page.wait_for_url(live_server.url + reverse("directives:record", args=[directive.pk]))
    directive.refresh_from_db()
    assert directive.stage == Stage.CONFIRMED
    context.close()


def test_enter_saves_the_day_that_was_typed_over_the_old_one(live_server, chromium: Browser) -> None:
    seeded_calendar()
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    context, page = signed_in_page(chromium, live_server.url, clerk, 1280)
    page.goto(live_server.url + reverse("directives:desk", args=[directive.pk]))
    settled(page)
    first = directive.tasks.first()
    assert first is not None
    page.keyboard.press("j")
    for typed, day in (("31/8/2020", date(2020, 8, 31)), ("30/8/2020", date(2020, 8, 30))):
        open_form(page, "d")
        expect(page.get_by_role("button", name="Dùng gợi ý")).to_be_visible()
        page.keyboard.type(typed)
        look(page, f"dir-desk-1280-day-{day.day}")
        press_and_wait(page, "Enter")
        first.refresh_from_db()
        assert first.deadline_on == day
    expect(page.locator(f"#t{first.pk} .task-facts")).to_contain_text("ngày nghỉ, tính đến hết 31/08/2020")
    open_form(page, "d")
    expect(page.locator(".opened")).to_contain_text("30/08/2020 là ngày nghỉ nên hạn tính đến hết ngày 31/08/2020.")
    settled(page)
    look(page, "dir-desk-1280-day-off")
    assert violations(page) == []
    page.get_by_role("button", name="Dùng gợi ý").click()
    expect(page.locator(".opened")).to_have_count(0)
    first.refresh_from_db()
    assert first.deadline_on == date(2020, 8, 18)
    context.close()


@pytest.mark.parametrize("locale", ["vi", "en"])
def test_the_bar_of_keys_keeps_one_row_beside_undo(live_server, chromium: Browser, locale: str) -> None:
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    remove_task(directive.tasks.all()[2], version=1, by=clerk, at=directive.received_at)
    context, page = signed_in_page(chromium, live_server.url, clerk, 1280)
    page.goto(live_server.url + reverse("directives:desk", args=[directive.pk]))
    page.get_by_role("button", name=locale.upper(), exact=False).first.click()
    settled(page)
    look(page, f"dir-desk-1280-undo-{locale}")
    bar = page.locator("#desk-bar")
    tops = bar.locator(".button:visible").evaluate_all(
        "all => all.map((each) => { const box = each.getBoundingClientRect(); return box.top + box.height / 2; })"
    )
    assert len(tops) == 12
    assert max(tops) - min(tops) < 4
    context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_bar_of_keys_stays_at_the_lower_edge(live_server, chromium: Browser, width: int) -> None:
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    context, page = signed_in_page(chromium, live_server.url, clerk, width)
    page.goto(live_server.url + reverse("directives:desk", args=[directive.pk]))
    settled(page)
    gap = """() => {
      const below = document.querySelector(".bottom-bar");
      const edge = below.offsetParent === null && getComputedStyle(below).display === "none" ? innerHeight
        : below.getBoundingClientRect().top;
      return Math.abs(document.querySelector("#desk-bar").getBoundingClientRect().bottom - edge);
    }"""
    for place in (0, 1e6):
        page.evaluate(f"scrollTo(0, {place})")
        look(page, f"dir-desk-{width}-{'end' if place else 'start'}")
        assert page.evaluate(gap) <= 6, place
    context.close()


def test_an_empty_list_of_letters_has_no_barrier(live_server, chromium: Browser) -> None:
    context, page = signed_in_page(chromium, live_server.url, a_clerk(), 1280)
    for query in ("", "?stage=draft"):
        page.goto(live_server.url + reverse("directives:list") + query)
        settled(page)
        assert page.locator(".empty h2").count() == 1
        assert violations(page) == []
    context.close()


def test_keys_pressed_while_a_change_is_on_its_way_act_on_the_new_list(live_server, chromium: Browser) -> None:
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    context, page = signed_in_page(chromium, live_server.url, clerk, 1280)
    page.goto(live_server.url + reverse("directives:desk", args=[directive.pk]))
    settled(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    third = directive.tasks.all()[2]
    page.keyboard.press("x")
    page.keyboard.press("s")
    form = page.locator(f"#t{third.pk} .opened[data-opened=tach]")
    expect(form).to_be_visible()
    assert directive.tasks.count() == 13
    context.close()


def test_a_passage_selected_in_the_letter_becomes_a_task(live_server, chromium: Browser) -> None:
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    context, page = signed_in_page(chromium, live_server.url, clerk, 1280)
    page.goto(live_server.url + reverse("directives:desk", args=[directive.pk]))
    settled(page)
    page.evaluate(
        """() => {
          const pieces = [...document.querySelectorAll("#desk-letter [data-start]")];
          const piece = pieces.find((each) => each.textContent.includes("phát động phong trào"));
          const at = piece.textContent.indexOf("phát động phong trào");
          getSelection().setBaseAndExtent(piece.firstChild, at, piece.firstChild, at + 20);
        }"""
    )
    open_form(page, "a")
    assert page.locator("#act_passage").input_value() == "phát động phong trào"
    page.get_by_role("button", name="Lưu").focus()
    press_and_wait(page, "Enter")
    added = directive.tasks.get(text="phát động phong trào")
    assert directive.text[added.span_start : added.span_end] == added.text
    context.close()


def test_the_desk_and_its_pages_work_at_390_px(live_server, chromium: Browser) -> None:
    seeded_calendar()
    clerk = the_demonstration_province()
    directive = the_letter(clerk)
    context, page = signed_in_page(chromium, live_server.url, clerk, 390)
    addresses = {
        "desk": reverse("directives:desk", args=[directive.pk]) + f"?act=sua&task={directive.tasks.first().pk}",
        "record": reverse("directives:record", args=[directive.pk]),
        "list": reverse("directives:list"),
        "receive": reverse("directives:receive"),
    }
    for name, address in addresses.items():
        page.goto(live_server.url + address)
        settled(page)
        look(page, f"dir-{name}-390")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
        assert violations(page) == [], name
    page.goto(live_server.url + addresses["desk"].split("?")[0])
    settled(page)
    first = directive.tasks.first()
    page.locator(f"#t{first.pk}").get_by_role("button", name="Xem trong văn bản").tap()
    expect(page.locator(f"#desk-letter .span.lit[data-part=t{first.pk}]").first).to_be_in_viewport()
    look(page, "dir-desk-letter-390")
    assert violations(page) == []
    page.locator(f"#desk-letter .span-number[data-part=t{first.pk}]").tap()
    expect(page.locator(f"#t{first.pk}")).to_be_in_viewport()
    look(page, "dir-desk-tasks-390")
    page.set_viewport_size({"width": 1280, "height": 800})
    for name in ("record", "list", "receive"):
        page.goto(live_server.url + addresses[name])
        settled(page)
        look(page, f"dir-{name}-1280")
        assert violations(page) == [], name
    context.close()
