"""What the tests in a real Chromium share: widths, an officer's session, complaints, and what every page is held to."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test import Client

from tests.barriers import barriers
from tests.factories.web import signed_in
from vungxanh.apps.org.officers import Officer

WIDE, PHONE = 1280, 390
HEIGHTS = {WIDE: 800, PHONE: 844}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def carry(context: Any, base: str, client: Client) -> None:
    """Let a browser profile hold the client's session at the address."""
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base}])


def complaints_of(page: Any) -> list[str]:
    """What the browser says against the page from now on, as it says it."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    return told


@contextmanager
def a_page(chromium: Any, base: str, officer: Officer | None, width: int) -> Iterator[Any]:
    """A browser signed in as the officer; leaving it asserts that no script failed and nothing was blocked."""
    context = chromium.new_context(viewport={"width": width, "height": HEIGHTS[width]}, locale="vi-VN", base_url=base)
    if officer:
        carry(context, base, signed_in(officer))
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text) if "Content Security Policy" in told.text else None)
    yield page
    context.close()
    assert wrong == []


def is_fit(page: Any, name: str = "") -> None:
    """No axe finding, and nothing wider than the screen."""
    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in barriers(page)] == [], name
    assert page.evaluate(SIDEWAYS) == 0, name


def are_fit(page: Any, base: str, addresses: Iterable[str], *, width: int, theme: str) -> None:
    """Each page at this width and in this theme: the browser has nothing against it, and it is fit."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[PHONE]})
    page.emulate_media(color_scheme=theme)
    complaints = complaints_of(page)
    for address in addresses:
        # axe itself fetches and styles; only what the page says before axe runs is the page's own.
        complaints.clear()
        page.goto(base + address)
        page.wait_for_load_state("networkidle")
        assert complaints == [], address
        is_fit(page, address)
