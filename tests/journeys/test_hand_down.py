"""A district hands a duty down, a commune proves it is done from a telephone, the district accepts."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.journeys.papers import CAMERA, GPS, MAKE, ORIENTATION, photo
from tests.journeys.walking import PHONE, Province, Visitor, a_visitor

pytestmark = pytest.mark.browser
DUTY = "Tăng cường sử dụng hệ thống quản lý văn bản và điều hành"
COMMUNE = "Xã Đại Sơn"
WORD = "Gửi kèm ảnh chụp màn hình hoặc hiện trường."


def test_a_commune_proves_what_its_district_handed_down(chromium: Browser, province: Province) -> None:
    with a_visitor(chromium, province, "h506.vanthu") as district:
        duty = hand_down(district)
        with a_visitor(chromium, province, "x20503.canbo", width=PHONE) as commune:
            report_done(commune)
            proof = commune.page.locator("img.proof").get_attribute("src") or ""
            shown = commune.page.request.get(commune.home + proof).body()
        assert_tells_nothing_of_where(shown)
        kept = [path for path in (province.room / "files").rglob("*") if path.is_file()]
        assert shown in [path.read_bytes() for path in kept]
        assert not [path for path in kept if CAMERA.encode() in path.read_bytes()]
        accept(district, duty)

    with a_visitor(chromium, province, "x20503.canbo", width=PHONE) as commune:
        commune.goto(f"/nhiem-vu/danh-sach/?q={DUTY[:20]}")
        commune.looks_at("commune-list")


def hand_down(district: Visitor) -> str:
    """Open the duty from the inbox and give it to every commune in one act; the duty's path."""
    page = district.page
    page.get_by_role("link", name=DUTY).first.click()
    page.wait_for_url("**/nhiem-vu/*/")
    duty = page.url.removeprefix(district.home)
    district.looks_at("district-duty", also=PHONE)
    district.press("Giao cấp dưới")
    boxes = page.get_by_role("checkbox", name="đã được Tỉnh Quảng Nam giao trực tiếp", checked=False)
    communes = page.get_by_role("checkbox").count()
    assert communes == boxes.count() == 18
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.locator("[name=instruction]").fill(WORD)
    district.looks_at("hand-down", also=PHONE)
    district.press("Giao cấp dưới")
    district.said(f"Đã giao {communes} nhiệm vụ cho cấp dưới.")
    district.looks_at("district-duty-handed-down", also=PHONE)
    return duty


def report_done(commune: Visitor) -> None:
    """The commune's officer is told, opens the duty and reports it done with a photo."""
    page = commune.page
    commune.waits_for_notice(DUTY)
    commune.looks_at("commune-home")
    page.locator(".inbox-item", has_text=DUTY).filter(has_text="Huyện Đại Lộc").locator("a.inbox-title").click()
    page.wait_for_url("**/nhiem-vu/*/")
    expect(page.locator("main")).to_contain_text(WORD)
    commune.looks_at("commune-duty")
    commune.press("Báo cáo hoàn thành")
    page.get_by_role("textbox", name="Kết quả").fill("Toàn bộ văn bản đã xử lý trên hệ thống.")
    page.locator("input[type=file]").set_input_files(
        {"name": "hien-truong.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    commune.looks_at("commune-report")
    commune.press("Báo cáo hoàn thành")
    commune.said("Đã gửi báo cáo hoàn thành")
    page.locator("img.proof").scroll_into_view_if_needed()
    expect(page.locator("img.proof")).to_have_js_property("complete", value=True)
    assert page.locator("img.proof").evaluate("image => image.naturalHeight > image.naturalWidth")
    commune.looks_at("commune-reported")


def assert_tells_nothing_of_where(shown: bytes) -> None:
    """The photo stands upright and carries no place and no camera."""
    with Image.open(io.BytesIO(shown)) as picture:
        told = picture.getexif()
        assert not {GPS, MAKE, ORIENTATION} & set(told)
        assert not told.get_ifd(GPS)
        assert picture.height > picture.width
    with Image.open(io.BytesIO(photo())) as original:
        assert original.getexif().get_ifd(GPS)


def accept(district: Visitor, duty: str) -> None:
    """The report is announced by the worker; the district accepts it and sees it in the sum of its communes."""
    page = district.page
    district.waits_for_notice(f"{COMMUNE} báo cáo hoàn thành")
    district.looks_at("district-told", also=PHONE)
    district.goto(duty)
    expect(page.locator(".record-next")).to_contain_text("đã báo cáo xong 1 trên 18 nhiệm vụ, đã được chấp nhận 0.")
    before = district.api(f"work/assignments/{duty.split('/')[2]}")["below"]
    assert before["counts"]["reported"] == 1
    page.get_by_role("link", name=COMMUNE, exact=True).click()
    expect(page.locator("img.proof")).to_be_visible()
    district.looks_at("district-report", also=PHONE)
    district.press("Chấp nhận")
    page.get_by_role("textbox", name="Ý kiến").fill("Đạt yêu cầu.")
    district.press("Chấp nhận")
    district.said("Đã chấp nhận kết quả.")
    district.goto(duty)
    expect(page.locator(".record-next")).to_contain_text("đã báo cáo xong 1 trên 18 nhiệm vụ, đã được chấp nhận 1.")
    row = page.locator("#below-rows tr", has_text=COMMUNE)
    expect(row).to_contain_text("100")
    district.looks_at("district-duty-accepted", also=PHONE)
    below = district.api(f"work/assignments/{duty.split('/')[2]}")["below"]
    assert below["counts"]["accepted"] == before["counts"]["accepted"] + 1
    assert below["percent"] > 0
