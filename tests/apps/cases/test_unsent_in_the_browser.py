"""A press that does not arrive is said where it was pressed, and gone again with the next that does."""

from typing import Any

import pytest

from tests.apps.cases.views.scenes import an_outbreak
from tests.browsing import PHONE, WIDE, a_page, is_fit
from vungxanh.apps.cases.models import Check, Outcome

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("outbreak_clock")]
WELL = "button[value=well]"
OFFLINE = "Không có mạng: lần bấm này chưa được ghi."


def checked() -> int:
    return Check.objects.filter(outcome=Outcome.WELL).count()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_check_pressed_without_a_network_is_not_taken_for_done(chromium: Any, live_server: Any, width: int) -> None:
    scene = an_outbreak()
    with a_page(chromium, live_server.url, scene.nurse, width) as page:
        page.goto("/truy-vet/")
        before = page.locator(WELL).count()
        page.context.set_offline(True)
        page.locator(WELL).first.click()
        page.get_by_role("alert").filter(has_text=OFFLINE).wait_for()
        is_fit(page)
        page.locator(WELL).first.click()
        page.wait_for_timeout(300)
        assert page.get_by_role("alert").filter(has_text=OFFLINE).count() == 1
        page.context.set_offline(False)
        assert (page.locator(WELL).count(), checked()) == (before, 0)
        page.locator(WELL).first.click()
        page.get_by_text(OFFLINE).wait_for(state="detached")
    assert checked() == 1


def test_a_check_pressed_after_the_session_changed_says_so(chromium: Any, live_server: Any) -> None:
    scene = an_outbreak()
    with a_page(chromium, live_server.url, scene.nurse, WIDE) as page:
        page.goto("/truy-vet/")
        page.locator("body").evaluate("""body => body.setAttribute("hx-headers", '{"X-CSRFToken": "of another"}')""")
        page.locator("input[name=csrfmiddlewaretoken]").evaluate_all("all => all.forEach(one => one.remove())")
        page.locator(WELL).first.click()
        page.get_by_role("alert").filter(has_text="phiên đăng nhập đã hết hoặc đã đổi").wait_for()
    assert checked() == 0
