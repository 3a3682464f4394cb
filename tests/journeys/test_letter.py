"""From a letter on paper to work in every unit: the clerk takes it in, mends, confirms and issues it."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.journeys.papers import as_pdf, letter_pdf
from tests.journeys.walking import PHONE, Province, Visitor, a_visitor
from vungxanh.project import demonstration
from vungxanh.ui.formats import number

pytestmark = pytest.mark.browser
LETTER = Path(demonstration.__file__).with_name("4248-UBND-KGVX.txt")
CARD = "article.task-card"


def hand_in(clerk: Visitor, name: str, paper: bytes) -> str:
    """Upload a letter and follow to its desk; the desk's path."""
    clerk.goto("/van-ban-chi-dao/")
    clerk.press("Tiếp nhận văn bản")
    clerk.page.locator("input[type=file]").set_input_files(
        {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": paper}
    )
    clerk.press("Đọc văn bản")
    clerk.page.wait_for_url(re.compile(r"/van-ban-chi-dao/\d+/ra-soat"))
    clerk.page.wait_for_load_state("networkidle")
    return clerk.page.url.removeprefix(clerk.home)


def card_with(clerk: Visitor, words: str) -> Locator:
    return clerk.page.locator(CARD).filter(has_text=words)


def walk_to(clerk: Visitor, card: Locator) -> None:
    """Press J until the card has the focus."""
    for _ in range(clerk.page.locator(CARD).count()):
        clerk.page.keyboard.press("j")
        if card.evaluate("card => card === document.activeElement"):
            return
    pytest.fail("J did not reach the task")


def tab_to(clerk: Visitor, wanted: Locator) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(12):
        clerk.page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("Tab did not reach the element")


def choose_unit(clerk: Visitor, unknown: str, words: str, unit: str) -> None:
    """Give the name that the directory does not know to one of its units, by keyboard."""
    page = clerk.page
    card = page.locator(CARD).filter(has=page.locator(".party.unknown", has_text=unknown))
    walk_to(clerk, card)
    tab_to(clerk, card.get_by_role("link", name="chọn"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Tìm đơn vị hoặc nhóm, không cần dấu")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(words)
    result = page.locator("#party-results button", has_text=unit).first
    expect(result).to_be_visible()
    page.wait_for_load_state("networkidle")
    tab_to(clerk, result)
    page.keyboard.press("Enter")
    expect(page.locator(".party.unknown", has_text=unknown)).to_have_count(0)


def stat(clerk: Visitor, label: str) -> int:
    shown = clerk.page.locator(".stat", has_text=label).locator("dd, .stat-value").first.inner_text()
    return int(re.sub(r"\D", "", shown))


def test_a_clerk_turns_a_letter_into_work_for_every_unit(chromium: Browser, province: Province) -> None:
    with a_visitor(chromium, province) as clerk:
        clerk.goto("/")
        clerk.looks_at("sign-in", also=PHONE)
        clerk.sign_in("vanthu.tinh")
        clerk.looks_at("clerk-home", also=PHONE)
        clerk.goto("/van-ban-chi-dao/tiep-nhan")
        clerk.looks_at("receive", also=PHONE)
        desk = hand_in(clerk, "so-trong", letter_pdf("10-hai-cot-so-trong"))
        clerk.looks_at("desk-read", also=PHONE)
        expect(clerk.page.locator("#coverage")).to_contain_text("2 điểm phải xử lý trước khi xác nhận")

        clerk.press("Xác nhận")
        expect(clerk.page.get_by_role("alert")).to_contain_text("Còn 2 điểm phải xử lý trước khi xác nhận.")
        clerk.was_refused(422)
        mend(clerk)
        confirm_and_issue(clerk, desk, at_least=31)

    with a_visitor(chromium, province, "h506.lanhdao", width=PHONE) as leader:
        leader.waits_for_notice("Văn bản 77/STTTT-CNTT giao 3 nhiệm vụ")
        leader.looks_at("district-notice")


def mend(clerk: Visitor) -> None:
    """What the coverage check asks for, by keyboard: a recurrence, a unit for an unknown name, the missing number."""
    page = clerk.page
    repeated = card_with(clerk, "chưa chọn")
    number = repeated.locator(".task-number").inner_text()
    walk_to(clerk, repeated)
    page.keyboard.press("r")
    expect(page.get_by_role("radio").first).to_be_focused()
    clerk.looks_at("desk-recurrence", also=PHONE)
    monthly = page.get_by_role("radio", name="Hằng tháng")
    while not monthly.is_checked():
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    mended = page.locator(CARD).filter(has=page.locator(".task-number", has_text=re.compile(f"^{number}$")))
    expect(mended).to_contain_text("Hằng tháng")
    expect(mended).to_be_focused()

    choose_unit(clerk, "VNPT Đồng Nai", "vnpt", "VNPT Quảng Nam")
    expect(page.locator("#coverage")).to_contain_text("Đủ điều kiện xác nhận")

    page.get_by_role("link", name="Sửa số, ngày, trích yếu").press("Enter")
    expect(page.get_by_label("Ký hiệu")).to_be_visible()
    page.locator("[name=number]").fill("77")
    page.locator("[name=dated]").fill("2020-08-14")
    clerk.looks_at("desk-header", also=PHONE)
    page.locator("[name=dated]").press("Enter")
    expect(page.locator(".opened")).to_have_count(0)


def confirm_and_issue(clerk: Visitor, desk: str, *, at_least: int) -> None:
    """Confirm, look at the preview, issue: page and API say the same number."""
    page, pk = clerk.page, re.findall(r"\d+", desk)[0]
    clerk.looks_at("desk-ready", also=PHONE)
    undated = page.locator(".coverage", has_text="Không có thời hạn, sẽ không được nhắc").count()
    clerk.press("Xác nhận")
    if undated:
        clerk.was_refused(422)
        clerk.looks_at("desk-undated", also=PHONE)
        clerk.press("Xác nhận không có thời hạn")
    page.wait_for_url(f"**/van-ban-chi-dao/{pk}")
    clerk.said("Đã xác nhận.")
    clerk.looks_at("record-confirmed", also=PHONE)
    clerk.press("Phát hành")
    page.wait_for_url(f"**/nhiem-vu/phat-hanh/{pk}/")
    clerk.looks_at("issue", also=PHONE)
    preview: dict[str, Any] = clerk.api(f"work/directives/{pk}/issue")
    promised = preview["assignments"]
    assert stat(clerk, "Nhiệm vụ sẽ giao") == promised >= at_least
    assert stat(clerk, "Đơn vị nhận") == preview["units"]
    clerk.press("Phát hành")
    clerk.said(f"Đã phát hành: {number(promised)} nhiệm vụ cho {preview['units']} đơn vị.")
    clerk.looks_at("record-issued", also=PHONE)
    assert clerk.api(f"insight/directives/{pk}")["total"]["total"] == promised


def test_letter_4248_goes_to_every_unit_of_the_province(
    chromium: Browser, province_before_the_letter: Province
) -> None:
    with a_visitor(chromium, province_before_the_letter, "vanthu.tinh") as clerk:
        clerk.looks_at("home-of-an-empty-province", also=PHONE)
        desk = hand_in(clerk, "4248-UBND-KGVX", as_pdf(LETTER.read_text("utf-8")))
        expect(clerk.page.locator(CARD)).to_have_count(14)
        page = clerk.page
        for number in ("2", "9"):
            page.locator(".coverage").get_by_role("link", name=f"Nhiệm vụ {number} làm định kỳ").press("Enter")
            page.keyboard.press("r")
            expect(page.get_by_role("radio").first).to_be_focused()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            expect(page.locator(".opened")).to_have_count(0)
        page.locator("#coverage > summary").press("Enter")
        clerk.press("Đặt 18/08/2020 cho các nhiệm vụ này (15 ngày làm việc)")
        expect(page.locator(CARD).filter(has_text="chưa đặt")).to_have_count(0)
        confirm_and_issue(clerk, desk, at_least=1300)
    for person, told in (("h506.lanhdao", "Văn bản 4248/UBND-KGVX giao"), ("x20335.lanhdao", "giao")):
        with a_visitor(chromium, province_before_the_letter, person, width=PHONE) as leader:
            leader.waits_for_notice(told)
            leader.looks_at(f"notice-{person}")


def test_of_two_who_confirm_at_once_one_wins_and_the_other_is_told_by_name(
    chromium: Browser, province: Province
) -> None:
    with (
        a_visitor(chromium, province, "vanthu.tinh") as clerk,
        a_visitor(chromium, province, "cvp.tinh") as chief,
    ):
        desk = hand_in(clerk, "ket-luan", letter_pdf("24-mu-ket-luan-quang-nam"))
        choose_unit(clerk, "Ban Quản lý dự án", "so giao thong", "Sở Giao thông vận tải")
        expect(clerk.page.locator("#coverage")).to_contain_text("Đủ điều kiện xác nhận")
        chief.goto(desk)
        both = (clerk, chief)
        for each in both:
            each.press("Xác nhận")
            each.was_refused(422)
        for each in both:
            each.page.wait_for_load_state("networkidle")
            each.page.evaluate(
                "setTimeout(() => document.querySelector('form:has([name=without_deadline_confirmed])')"
                ".requestSubmit(), 300)"
            )
        for each in both:
            each.page.wait_for_url(f"**{desk.removesuffix('/ra-soat')}")
        told = {each.page.locator("#messages").inner_text().strip(): each for each in both}
        won = [text for text in told if text.startswith("Đã xác nhận.")]
        assert len(won) == 1, told
        winner = told.pop(won[0])
        words, loser = told.popitem()
        name = {clerk: "Phạm Mai Vinh", chief: "Lê Thanh Phúc"}[winner]
        assert name in words
        assert "xác nhận" in words
        loser.looks_at("told-who-confirmed", also=PHONE)
