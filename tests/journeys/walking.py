"""A sample person at a browser; every page they look at is held to the same demands."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response, expect

from tests.barriers import barriers

PASSWORD = "vungxanh-2020-mau"
WIDE, PHONE = 1280, 390
HEIGHTS = {WIDE: 800, PHONE: 844}
SHOTS = os.environ.get("VUNGXANH_SHOTS", "")
WORKER_LIMIT_S = 40
# Room for the bottom bar of a telephone; more means that something hidden stretches the page.
MOST_BELOW_PX = 170
BELOW_THE_FOOT = """() => {
  const { scrollHeight, clientHeight } = document.documentElement;
  const ends = [".site-foot", ".content"].map((each) => document.querySelector(each));
  const foot = ends.find((each) => each?.getClientRects().length);
  return foot ? scrollHeight - Math.max(clientHeight, scrollY + foot.getBoundingClientRect().bottom) : 0;
}"""


@dataclass(frozen=True)
class Province:
    """Where the running program answers, and the folder it keeps everything in."""

    url: str
    room: Path


@dataclass(eq=False)
class Visitor:
    """One person in one browser profile; `complaints` is what the browser had to say against our pages."""

    page: Page
    home: str
    width: int
    complaints: list[str] = field(default_factory=list)

    def goto(self, address: str) -> None:
        """Open a page by its path or full address."""
        self.page.goto(address if address.startswith("http") else self.home + address)

    def sign_in(self, username: str) -> None:
        """As an official does: name and password."""
        self.goto("/tai-khoan/dang-nhap/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        self.page.wait_for_url(self.home + "/")

    def become(self, username: str) -> None:
        """As a visitor of the demonstration does: one click on a sample person."""
        self.goto("/tai-khoan/dang-nhap/")
        self.page.locator(f"button[name=username][value='{username}']").first.click()
        self.page.wait_for_url(self.home + "/")

    def press(self, name: str) -> None:
        """Click the one button or link of the page with this name."""
        main = self.page.locator("main")
        main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True)).click()

    def looks_at(self, name: str, *, also: int | None = None, part: str | None = None) -> None:
        """The present page is accessible, not wider than the screen, and raised no error; at a second width too.

        `part` keeps the search for barriers to one piece of a large page whose rest was searched before.
        """
        self._examine(name, self.width, part)
        if also is not None:
            self.page.set_viewport_size({"width": also, "height": HEIGHTS[also]})
            self._examine(name, also, part)
            self.page.set_viewport_size({"width": self.width, "height": HEIGHTS[self.width]})

    def was_refused(self, status: int) -> None:
        """The browser reports a page answered with an error status: this once it was meant."""
        expect(self.page.locator("main")).to_be_visible()
        told = [text for text in self.complaints if f"status of {status}" in text]
        assert len(told) == 1, self.complaints
        self.complaints.remove(told[0])

    def api(self, path: str) -> Any:
        """What the API answers in this person's session."""
        answer = self.page.request.get(self.home + "/api/v1/" + path)
        assert answer.ok, (answer.status, path)
        return answer.json()

    def said(self, text: str) -> None:
        """The program confirms with these words."""
        expect(self.page.locator("#messages")).to_contain_text(text)

    def waits_for_notice(self, text: str) -> None:
        """Reload the first page until the worker has delivered a notice with these words."""
        until = time.monotonic() + WORKER_LIMIT_S
        while True:
            self.goto("/")
            notice = self.page.get_by_role("complementary", name="Thông báo").get_by_text(text)
            if notice.count():
                return
            assert time.monotonic() < until, f"no notice: {text}"
            self.page.wait_for_timeout(500)

    def _examine(self, name: str, width: int, part: str | None) -> None:
        page = self.page
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")
        assert self.complaints == [], f"{name} at {width}"
        if SHOTS:
            page.evaluate("scrollTo(0, 0)")
            page.screenshot(path=str(Path(SHOTS) / f"journey-{name}-{width}.png"), full_page=True)
        spare = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert spare == 0, f"{name} at {width} is {spare} px wider than the screen"
        below = page.evaluate(BELOW_THE_FOOT)
        assert below <= MOST_BELOW_PX, f"{name} at {width} scrolls {below} px past its end"
        found = barriers(page, part)
        assert [(each["id"], [node["target"] for node in each["nodes"][:3]]) for each in found] == [], (name, width)
        page.wait_for_timeout(100)
        self.complaints.clear()  # axe itself tries inline styles, which the policy rightly blocks


@contextmanager
def a_visitor(chromium: Browser, province: Province, username: str = "", *, width: int = WIDE) -> Iterator[Visitor]:
    """A fresh browser profile, signed in when a name is given; leaving it asserts that no page raised an error."""
    is_phone = width == PHONE
    context = chromium.new_context(
        viewport={"width": width, "height": HEIGHTS[width]}, locale="vi-VN", has_touch=is_phone, is_mobile=is_phone
    )
    context.set_default_timeout(15_000)
    visitor = Visitor(context.new_page(), province.url, width)
    page, complaints = visitor.page, visitor.complaints
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda response: _note_loss(response, complaints))
    try:
        if username:
            visitor.sign_in(username)
        yield visitor
        page.wait_for_timeout(50)
        assert complaints == []
    finally:
        context.close()


def _note_loss(response: Response, complaints: list[str]) -> None:
    if response.status in (404, 500):
        complaints.append(f"{response.status} {response.url}")
