"""The directory of the province: anyone reads it, an administrator takes a table in and is told what is wrong where."""

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.papers import FAULTY_TABLE
from tests.journeys.walking import PHONE, Province, Visitor, a_visitor

pytestmark = pytest.mark.browser


def preview(administrator: Visitor, text: str) -> None:
    administrator.goto("/danh-ba/nhap/")
    administrator.page.locator("input[type=file]").set_input_files(
        {"name": "don-vi.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    administrator.press("Xem trước")
    administrator.page.wait_for_load_state("networkidle")


def test_the_directory_is_read_as_tree_list_unit_and_groups(chromium: Browser, province: Province) -> None:
    with a_visitor(chromium, province, "chuyenvien.tinh") as officer:
        page = officer.page
        officer.goto("/danh-ba/")
        page.locator("summary", has_text="Huyện Đại Lộc").click()
        expect(page.get_by_role("link", name="Xã Đại Sơn")).to_be_visible()
        officer.looks_at("directory-tree", also=PHONE)
        page.get_by_role("searchbox", name="Tên, mã, tên gọi khác").fill("dai loc")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Huyện Đại Lộc", exact=True)).to_be_visible()
        officer.looks_at("directory-list", also=PHONE)
        page.get_by_role("link", name="Huyện Đại Lộc", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Huyện Đại Lộc")
        officer.looks_at("directory-unit", also=PHONE)
        officer.goto("/danh-ba/nhom/")
        officer.looks_at("directory-groups", also=PHONE)
        page.get_by_role("link", name="UBND các huyện, thị xã, thành phố", exact=True).click()
        expect(page.locator("tbody tr")).to_have_count(18)
        officer.looks_at("directory-group", also=PHONE)


def test_a_faulty_table_shows_each_error_beside_its_row_and_changes_nothing(
    chromium: Browser, province: Province
) -> None:
    with a_visitor(chromium, province, "quantri.tinh") as administrator:
        page = administrator.page
        administrator.goto("/danh-ba/nhap/")
        administrator.looks_at("import", also=PHONE)
        preview(administrator, FAULTY_TABLE)
        expect(page.get_by_text("3 lỗi; chưa lưu gì")).to_be_visible()
        rows = {
            code: page.locator("tbody tr", has_text=code).locator(".field-error")
            for code in ("20999", "20998", "20997")
        }
        expect(rows["20999"]).to_contain_text("(parent):")
        expect(rows["20998"]).to_contain_text("(name):")
        expect(rows["20997"]).to_contain_text("(lon):")
        assert page.locator("tbody tr", has_text="20500").locator(".field-error").count() == 0
        expect(page.get_by_role("button", name="Xác nhận nhập")).to_have_count(0)
        administrator.looks_at("import-refused", also=PHONE)
        administrator.goto("/danh-ba/?q=20999")
        expect(page.get_by_text("Không tìm thấy đơn vị nào")).to_be_visible()


def test_a_sound_table_is_previewed_then_taken_in(chromium: Browser, province: Province) -> None:
    with a_visitor(chromium, province, "quantri.tinh") as administrator:
        page = administrator.page
        preview(administrator, "code,name,kind,level,parent,lat,lon\n29999,Xã Bình Mẫu,xã,commune,502,15.9,108.0\n")
        expect(page.locator("tbody tr", has_text="29999")).to_contain_text("mới")
        administrator.looks_at("import-preview", also=PHONE)
        administrator.press("Xác nhận nhập")
        administrator.said("Đã nhập 1 đơn vị: 1 mới, 0 thay đổi.")
        administrator.goto("/danh-ba/?q=binh+mau")
        expect(page.get_by_role("link", name="Xã Bình Mẫu")).to_be_visible()
