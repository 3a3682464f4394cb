"""A health officer's code, a case's phone, a contact's phone, a commune that follows up, and the release."""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.walking import PHONE, Province, Visitor, a_visitor
from vungxanh.cli.bluezone.journey_phones import Phones
from vungxanh.device.report import Owner
from vungxanh.kit.clock import VIETNAM

pytestmark = pytest.mark.browser
CASE, COMMUNE, PLACE = "MẪU-F", "20347", "Phường An Xuân"
NEAR = "Người Gần Một (mẫu)"
MET = datetime(2020, 8, 13, 10, tzinfo=VIETNAM)
LATER = timedelta(hours=4, minutes=5)
PUBLISH = """
import secrets, sys
from datetime import timedelta
from vungxanh.project import configure
configure()
import django
django.setup()
from vungxanh.apps.exposure.actions import batches, signing
from vungxanh.kit import clock
at = clock.now() + timedelta(seconds=int(sys.argv[1]))
signing.keep_keys((secrets.token_bytes(48), secrets.token_bytes(48)), at=at)
assert batches.publish(chance=secrets.SystemRandom(), at=at)
"""


def test_from_the_code_to_the_release(chromium: Browser, province: Province, tmp_path: Path) -> None:
    # Playwright keeps an event loop in this thread; a phone's store belongs to one: the phones get their own.
    with ThreadPoolExecutor(1) as own, a_visitor(chromium, province, "cdc.yte") as cdc:
        phones = own.submit(Phones, tmp_path).result()
        assert own.submit(phones.meet, int(MET.timestamp() * 1000), 20).result()[1] > 10
        own.submit(hand_in, phones, province, issue_a_code(cdc)).result()
        publish(province)
        own.submit(match_and_tell, phones, province).result()
        with a_visitor(chromium, province, f"x{COMMUNE}.yte", width=PHONE) as station:
            confirm(station)
            follow_up(station)
            turn_negative(cdc)
            released(station)
        own.submit(phones.close).result()


def hand_in(phones: Phones, province: Province, code: str) -> None:
    """The owner of the case's phone reads what would leave, and agrees."""
    shown: list[str] = []
    since = int((MET - timedelta(days=3)).timestamp() * 1000)
    _sent, outcome = phones.hand_in(province.url, code, since, now_ms(province), lambda text: not shown.append(text))
    assert outcome == "accepted"
    assert code in shown[0]


def match_and_tell(phones: Phones, province: Province) -> None:
    """The other phone finds the published key by itself; its owner agrees to telling."""
    shown: list[str] = []
    assert phones.pull(1, province.url, now_ms(province) + int(LATER.total_seconds() * 1000)).met
    owner = Owner(NEAR, "0905000001", "Tổ mẫu", COMMUNE)
    _sent, outcome = phones.tell(1, province.url, owner, now_ms(province), lambda text: not shown.append(text))
    assert outcome == "accepted"
    assert NEAR in shown[0]


def now_ms(province: Province) -> int:
    """The province's time as phones count it."""
    offset_s = int((province.room / "demonstration.clock").read_text("ascii"))
    return int((time.time() + offset_s) * 1000)


def publish(province: Province) -> None:
    """The batch that falls due in four hours, made by the worker's own action."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("VUNGXANH_", "DJANGO_"))}
    command = [sys.executable, "-c", PUBLISH, str(int(LATER.total_seconds()))]
    subprocess.run(command, env=outside | {"VUNGXANH_VAR_DIR": str(province.room)}, cwd=province.room, check=True)


def issue_a_code(cdc: Visitor) -> str:
    """From the line list to the case, to the code that is shown once."""
    page = cdc.page
    cdc.goto("/truy-vet/ca-benh/")
    page.locator("main tr", has_text=CASE).get_by_role("link").first.click()
    page.wait_for_url("**/truy-vet/ca-benh/CA*/")
    from_the_menu(cdc, "Cấp mã gửi khóa")
    page.locator("input[name=kind][value=link]").check()
    cdc.looks_at("issue-code", also=PHONE)
    cdc.press("Xem lại")
    cdc.press("Cấp mã")
    code = "".join(page.locator(".code-groups span").all_inner_texts()).replace(" ", "")
    assert len(code) == 16
    return code


def from_the_menu(cdc: Visitor, name: str) -> None:
    """An act of the record that stands under "Việc khác"."""
    page = cdc.page
    page.locator("main").get_by_text("Việc khác", exact=True).click()
    page.locator("main a", has_text=name).click()


def confirm(station: Visitor) -> None:
    """The health station calls the person and confirms their report."""
    page = station.page
    station.goto("/truy-vet/ma/tu-bao/")
    station.looks_at("reports-waiting")
    page.get_by_role("link", name=NEAR).click()
    expect(page.locator("main")).to_contain_text("0905000001")
    station.press("Đã gọi, xác nhận")
    station.waits_for_notice("1 người mới cần theo dõi")


def follow_up(station: Visitor) -> None:
    """The station finds them in the list of the day, with why, and writes down that they are well."""
    page = station.page
    station.goto("/truy-vet/")
    row = page.locator(".check-item", has_text=NEAR).first
    expect(row).to_contain_text("F1")
    row.get_by_role("button", name="Khỏe", exact=True).click()
    expect(page.locator("main")).to_contain_text("không triệu chứng")
    page.get_by_role("link", name=NEAR).first.click()
    expect(page.locator("main")).to_contain_text(PLACE)
    expect(page.locator("main")).to_contain_text("Bluezone")
    station.looks_at("contact")


def turn_negative(cdc: Visitor) -> None:
    """The second test says that it was no case."""
    page = cdc.page
    cdc.goto("/truy-vet/ca-benh/")
    page.locator("main tr", has_text=CASE).get_by_role("link").first.click()
    from_the_menu(cdc, "Sửa thông tin ca")
    page.locator("input[name=classification][value=not_a_case]").check()
    page.get_by_label("Lý do").fill("mẫu thứ hai âm tính")
    cdc.press("Lưu")
    expect(page.locator("main")).to_contain_text("người thôi theo dõi")
    cdc.press("Loại trừ ca bệnh")
    expect(page.locator("main")).to_contain_text(re.compile("ca nguồn bị loại trừ", re.IGNORECASE))


def released(station: Visitor) -> None:
    """Nobody has to follow them up any more, and the station is told."""
    station.waits_for_notice("1 người thôi theo dõi")
    station.goto("/truy-vet/")
    expect(
        station.page.locator(".check-item", has_text=NEAR).get_by_role("button", name="Khỏe", exact=True)
    ).to_have_count(0)
