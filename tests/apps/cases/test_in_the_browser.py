"""Case work in a real Chromium: keys, paste, drafts; no axe finding, nothing wider than the screen, nothing blocked."""

from typing import Any

import pypdfium2
import pytest

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.browsing import PHONE, WIDE, a_page, is_fit
from tests.factories.cases import NOW, TODAY
from vungxanh.apps.cases.actions.self_reports import make_link
from vungxanh.apps.cases.models import Check, Exposure, Outcome, Plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("outbreak_clock")]

KEYS = {"j": "Đến người sau", "k": "Đến người trước", "1": "Ghi khỏe", "2": "Ghi triệu chứng"}
TOKEN = "mot-lien-ket-cho-nguoi-duoc-theo"


def allow_the_clipboard(page: Any, live_server: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)


def addresses(scene: Outbreak) -> list[str]:
    person, case = f"/truy-vet/nguoi/{scene.an.pk}/", f"/truy-vet/ca-benh/{scene.case.code}/"
    lists = ["", "?part=missed", "in-trong-ngay/", "nguoi/?level=all", "ca-benh/", "ca-benh/mo/", "quyet-dinh/"]
    own = [person, person + "phong-van/", person + "lien-ket-tu-khai/", person + "viec/doi-ngay/"]
    of_case = [case, case + "sua/", case + "vong/3/", case + "phieu-dieu-tra/"]
    return [f"/truy-vet/{each}" for each in lists] + own + of_case


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_pages_are_accessible_and_fit(chromium: Any, live_server: Any, width: int) -> None:
    scene = an_outbreak()
    with a_page(chromium, live_server.url, scene.cdc, width) as page:
        for address in addresses(scene):
            assert page.goto(address).status == 200, address
            is_fit(page)


def test_a_day_is_done_with_one_key_a_person(chromium: Any, live_server: Any) -> None:
    scene = an_outbreak()
    with a_page(chromium, live_server.url, scene.nurse, WIDE) as page:
        page.goto("/truy-vet/")
        # What a script or an extension styled is not carried over into the row that comes: the policy forbids it.
        page.keyboard.press("?")
        told = page.locator("#keys").inner_text()
        assert all(f"{key}\n\n{words}" in told or f"{key}\n{words}" in told for key, words in KEYS.items()), told
        page.keyboard.press("Escape")
        page.evaluate(
            "document.querySelectorAll('[data-check] input').forEach((each) => { each.style.color = 'red'; })"
        )
        page.keyboard.press("j")
        page.keyboard.press("1")
        page.locator("[data-check].is-done", has_text="Trần Văn An").wait_for()
        page.get_by_role("link", name="Đã ghi (1)").wait_for()
        page.keyboard.press("j")
        page.keyboard.press("2")
        page.keyboard.press("Space")
        page.locator("[data-check]", has_text=scene.chi.pseudonym).get_by_label("Nhiệt độ").fill("50")
        page.keyboard.press("Enter")
        row = page.locator("[data-check]", has_text=scene.chi.pseudonym)
        row.locator(".field", has_text="Nhiệt độ từ 34,0 đến 43,0 °C.").locator("input:focus").wait_for()
        row.get_by_label("sốt").check()
        row.get_by_label("Nhiệt độ").fill("38,4")
        page.keyboard.press("Enter")
        page.locator("[data-check].is-done", has_text=scene.chi.pseudonym).wait_for()
        is_fit(page)
    done = Check.objects.filter(day=TODAY).exclude(outcome=Outcome.DUE).order_by("id")
    assert sorted(done.values_list("outcome", flat=True)) == [Outcome.SYMPTOMS, Outcome.WELL]


def test_cells_copied_from_a_spreadsheet_spread_over_the_grid_and_a_draft_is_kept(
    chromium: Any, live_server: Any
) -> None:
    scene = an_outbreak()
    table = "Hồ Dũng\t0905111222\t1975\tNam\tCẩm Hà\t15/08 18:30\t20:00\tăn uống\tăn giỗ\n" + "\n".join(
        f"Người {n}\t\t19{n}0\tNữ\t\t16/08 {n}:00" for n in range(1, 9)
    )
    with a_page(chromium, live_server.url, scene.nurse, WIDE) as page:
        allow_the_clipboard(page, live_server)
        address = f"/truy-vet/nguoi/{scene.mai.pk}/phong-van/"
        page.goto(address)
        page.get_by_label("Họ và tên").first.focus()
        page.evaluate("text => navigator.clipboard.writeText(text)", table)
        page.keyboard.press("Control+V")
        assert page.locator("[data-row]").count() == 9
        assert page.locator("#id_r0-sex").input_value() == "male"
        assert page.locator("#id_r0-setting").input_value() == "social"
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(address)
        page.get_by_role("button", name="Lấy lại bản nháp").click()
        assert page.locator("#id_r8-full_name").input_value() == "Người 8"
        page.locator("#id_r8-met_from").fill("hôm kia")
        page.keyboard.press("Control+Enter")
        page.get_by_text("Dòng 9, Gặp từ").wait_for()
        is_fit(page)
        page.locator("#id_r8-met_from").fill("16/08 8:30")
        page.keyboard.press("Control+Enter")
        page.get_by_text("Đã ghi 9 người tiếp xúc.").wait_for()
        page.goto(address)
        assert not page.get_by_role("button", name="Lấy lại bản nháp").is_visible()
    assert Exposure.objects.filter(source=scene.mai, origin="interview", evidence__startswith="interview:").count() == 9


def test_a_person_tells_by_two_large_buttons_in_either_language(chromium: Any, live_server: Any) -> None:
    scene = an_outbreak()
    make_link(Plan.objects.get(person=scene.an), TOKEN, by=scene.nurse, at=NOW)
    with a_page(chromium, live_server.url, None, PHONE) as page:
        page.goto(f"/truy-vet/tu-khai/{TOKEN}/")
        is_fit(page)
        assert page.get_by_role("button", name="Tôi khỏe").bounding_box()["height"] >= 60
        page.get_by_text("Tôi có triệu chứng").click()
        page.get_by_label("Ho", exact=True).check()
        page.get_by_role("button", name="Gửi").click()
        page.get_by_text("Cán bộ y tế sẽ gọi cho anh/chị").wait_for()
        is_fit(page)
    assert Check.objects.filter(plan__person=scene.an, day=TODAY, outcome=Outcome.SYMPTOMS).count() == 1


def test_pasted_headings_lay_the_columns_out_and_unknown_words_are_kept_until_mended(
    chromium: Any, live_server: Any
) -> None:
    scene = an_outbreak()
    headed = "STT\tSĐT\tHọ tên\tXã\tNgày tiếp xúc\n1\t0905111222\tHồ Dũng\tX. Cẩm Hà\t15/8\n"
    plain = "Võ Hà\t\t19xx\t?\t\t15/8\t\tquán nước"
    with a_page(chromium, live_server.url, scene.nurse, WIDE) as page:
        allow_the_clipboard(page, live_server)
        page.goto(f"/truy-vet/nguoi/{scene.mai.pk}/phong-van/")
        for text, row in ((headed, 0), (plain, 1)):
            page.locator(f"#id_r{row}-full_name").focus()
            page.evaluate("text => navigator.clipboard.writeText(text)", text)
            page.keyboard.press("Control+V")
            page.wait_for_function("row => document.querySelector(`#id_r${row}-full_name`).value", arg=row)
        page.get_by_text("bảng không có chỗ ghi: STT.").wait_for()
        assert page.locator("#id_r0-phone").input_value() == "0905111222"
        page.keyboard.press("Control+Enter")
        page.get_by_text("Không hiểu “quán nước”").first.wait_for()
        assert page.get_by_text("Không hiểu “19xx”").count() == 2
        is_fit(page)
        page.locator("#id_r1-birth_year").fill("")
        page.locator("#id_r1-sex").select_option("")
        page.locator("#id_r1-setting").select_option("social")
        page.keyboard.press("Control+Enter")
        page.get_by_text("Đã ghi 2 người tiếp xúc.").wait_for()


def test_the_link_is_copied_at_a_press(chromium: Any, live_server: Any) -> None:
    scene = an_outbreak()
    with a_page(chromium, live_server.url, scene.nurse, PHONE) as page:
        allow_the_clipboard(page, live_server)
        page.goto(f"/truy-vet/nguoi/{scene.an.pk}/lien-ket-tu-khai/")
        page.get_by_role("button", name="Tạo liên kết").click()
        page.get_by_role("button", name="Sao chép liên kết").click()
        page.get_by_role("button", name="Đã sao chép").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == page.locator("#self-url").input_value()
        is_fit(page)


@pytest.mark.parametrize("address", ["in-trong-ngay/", "nguoi/?level=all", "ca-benh/"])
@pytest.mark.parametrize("size", ["A4", "A5"])
def test_paper_has_every_column_whatever_the_screen(chromium: Any, live_server: Any, address: str, size: str) -> None:
    scene = an_outbreak()
    with a_page(chromium, live_server.url, scene.cdc, PHONE) as page:
        page.goto(f"/truy-vet/{address}")
        headings = page.locator("main thead th:not(.pick)").evaluate_all("all => all.map((each) => each.textContent)")
        sheet = pypdfium2.PdfDocument(page.pdf(format=size))[0]
    text = sheet.get_textpage()
    words = text.get_text_range().replace("\r\n", " ")
    assert len(headings) > 3
    assert [words.count(each) for each in headings] == [words.count(each) or 1 for each in headings], words
    right = max(text.get_charbox(n)[2] for n in range(text.count_chars()))
    assert right < sheet.get_width(), (address, size)
