"""The page of letters that no unit holds, in a real browser at two widths."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests.apps.directives.test_desk_browser import settled, signed_in_page, violations
from tests.factories.directives import AT, a_directive
from tests.factories.org import a_province, a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.actions import changes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("VUNGXANH_SHOTS", "")


@pytest.mark.parametrize("width", [1280, 390])
def test_what_was_left_is_shown_without_a_barrier(live_server, chromium: Browser, width: int) -> None:
    top = a_province()
    gone = a_unit(parent=top)
    letter = a_directive(gone)
    administrator = an_officer(Role.ADMINISTRATOR, top)
    changes.end(gone, on=date(2020, 8, 3), by=administrator, at=AT + timedelta(days=7))
    context, page = signed_in_page(chromium, live_server.url, an_officer(Role.CLERK, top), width)
    for address in (reverse("directives:list"), reverse("directives:left_behind")):
        page.goto(live_server.url + address)
        settled(page)
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"dir-left-{len(address)}-{width}.png"))
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert violations(page) == []
    assert letter.subject in page.locator("main").inner_text()
    context.close()
