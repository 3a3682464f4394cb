"""A leader reads how letter 4248 is being carried out, on a telephone, and prints it for the meeting."""

import io
import re

import pypdfium2
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.walking import PHONE, WIDE, Province, Visitor, a_visitor

pytestmark = pytest.mark.browser
NUMBER = "4248/UBND-KGVX"


def test_the_leader_reads_the_dashboard_on_a_telephone(chromium: Browser, province: Province) -> None:
    with a_visitor(chromium, province, "pct.tinh", width=PHONE) as leader:
        page = leader.page
        leader.looks_at("leader-home")
        page.get_by_role("button", name="Thêm", exact=True).click()
        page.locator("#nav-sheet").get_by_role("link", name="Số liệu").click()
        leader.looks_at("numbers", also=WIDE)
        page.locator("tr", has_text=NUMBER).get_by_role("link").first.click()
        page.wait_for_url(re.compile(r"/so-lieu/\d+/$"))
        dashboard = page.url
        expect(page.locator(".findings li")).not_to_have_count(0)
        leader.looks_at("dashboard", also=WIDE)
        agrees_with_the_api(leader, re.findall(r"/so-lieu/(\d+)/", dashboard)[0])
        walks_the_map(leader)
        reads_the_league(leader)
        leader.goto(dashboard)
        leader.press("Bản in")
        leader.looks_at("print", also=WIDE)
        prints(leader)


def agrees_with_the_api(leader: Visitor, pk: str) -> None:
    """The counts on the page are those of the API."""
    total = leader.api(f"insight/directives/{pk}")["total"]
    shown = leader.page.locator(".stat", has_text="Đã xong").inner_text().replace(".", "")
    assert {str(total["accepted"]), str(total["base"])} <= set(re.findall(r"\d+", shown))
    assert total["base"] > 1300


def walks_the_map(leader: Visitor) -> None:
    """Every commune has a dot, and the list beside the map lights the dot of the line one is at."""
    page = leader.page
    assert page.locator("circle[data-dot], .dot[data-dot]").count() >= 241
    line = page.locator("[data-row]").nth(2)
    line.focus()
    lit = page.locator(".dot.lit")
    assert lit.get_attribute("data-dot") == line.get_attribute("data-row")
    expect(page.locator(".map-tip")).to_contain_text(lit.get_attribute("data-name") or "no name")


def reads_the_league(leader: Visitor) -> None:
    """The league table ranks districts and, at a touch, communes."""
    league = leader.page.locator("#xep-hang")
    expect(league.locator("tbody tr").first).to_be_visible()
    league.get_by_role("link", name="Xã", exact=False).first.click()
    leader.page.wait_for_load_state("networkidle")
    expect(leader.page.locator("#xep-hang tbody")).to_contain_text("Xã")
    leader.looks_at("league", part="#xep-hang")


def prints(leader: Visitor) -> None:
    """On paper stand the findings and tables, no buttons, and nothing runs off the sheet."""
    page = leader.page
    page.emulate_media(media="print")
    expect(page.locator(".no-print").first).to_be_hidden()
    paper = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    words = "\n".join(sheet.get_textpage().get_text_bounded() for sheet in paper)
    assert len(paper) <= 4
    for wanted in ("Kết quả thực hiện", NUMBER, "Số liệu đến", "Huyện Đại Lộc"):
        assert wanted in words, wanted
    page.emulate_media(media="screen")
