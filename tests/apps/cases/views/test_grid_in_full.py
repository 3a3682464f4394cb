"""The grid of contacts at its limit, and what people paste into it from their own tables."""

from typing import Any

import pytest
from django.conf import settings

from tests.apps.cases.views.grid import DUNG, send
from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.browsing import PHONE, WIDE, a_page, is_fit
from tests.factories.web import signed_in
from vungxanh.apps.cases.forms.interview import ContactForm
from vungxanh.apps.cases.models import Exposure, Person, Setting
from vungxanh.apps.cases.views.interview import MOST_ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
_ROOM = """list => {
  const style = getComputedStyle(list);
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const room = list.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
  return Math.ceil(room) - Math.floor(pen.measureText(list.selectedOptions[0].text).width);
}"""
"""What a list has left beside the words chosen; its arrow stands in the padding."""


def a_row(number: int) -> dict[str, str]:
    """Everything a row may say of somebody of their own."""
    digits = f"{number:03d}"
    name = f"Trần {'ABCDEGHIKL'[number % 10]}{'aeiouytrnm'[number // 10 % 10]}{'bcdghk'[number // 100]}"
    return dict.fromkeys(ContactForm.base_fields, "") | {
        "full_name": name, "phone": f"0971{digits}{digits}", "birth_year": str(1930 + number % 70), "met_from": "15/08",
    }  # fmt: skip


def table_of(count: int) -> str:
    rows = [["Họ và tên", "Số điện thoại", "Năm sinh", "Ngày gặp"]]
    names = ("full_name", "phone", "birth_year", "met_from")
    rows += [[a_row(number)[name] for name in names] for number in range(count)]
    return "\n".join("\t".join(row) for row in rows)


def met(scene: Outbreak) -> int:
    return Exposure.objects.filter(source=scene.mai, evidence__startswith="interview:").count()


def test_as_many_people_as_the_page_promises_are_saved_at_once() -> None:
    scene = an_outbreak()
    status, text = send(signed_in(scene.nurse), scene, *map(a_row, range(MOST_ROWS)))
    assert status == 302, text[:2000]
    assert met(scene) == MOST_ROWS


def test_the_setting_leaves_room_for_the_largest_form_and_is_no_open_door() -> None:
    fields = MOST_ROWS * len(ContactForm.base_fields)
    assert fields + 20 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS < 2 * fields


@pytest.mark.parametrize("count", [MOST_ROWS + 1, 250])
def test_a_longer_table_is_named_with_the_limit_and_stays_where_it_was_pasted(count: int) -> None:
    scene = an_outbreak()
    table = table_of(count)
    status, text = send(signed_in(scene.nurse), scene, DUNG, paste=table, add="1")
    assert status == 422
    told = f"Bảng có {count + 1} người; mỗi lần ghi không quá {MOST_ROWS}."
    assert text.count(told) == 2  # in the summary and beside the table
    assert a_row(count - 1)["phone"] in text
    assert 'name="r0-full_name" value="Hồ Dũng"' in text
    assert met(scene) == 0


def test_a_table_of_the_limit_is_spread_and_no_empty_rows_are_added_beyond_it() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    status, text = send(client, scene, paste=table_of(MOST_ROWS), add="1")
    assert status == 200
    assert f'name="count" value="{MOST_ROWS}"' in text
    assert 'name="r199-met_from" value="15/08"' in text


def test_what_people_call_the_day_and_the_place_of_a_meeting_is_understood() -> None:
    scene = an_outbreak()
    table = "Họ tên\tSĐT\tNgày gặp\tHoàn cảnh\n" + "\n".join(
        f"{name}\t90533344{n}\t13/8/2020 19:00\t{word}"
        for n, (name, word) in enumerate(
            {"Hồ Dũng": "ăn cùng", "Võ Hà": "cùng làm", "Lý Tư": "đi chợ", "Đỗ Khang": "xe khách"}.items()
        )
    )
    status, text = send(signed_in(scene.nurse), scene, {}, paste=table, add="1")
    assert status == 200
    assert text.count('value="13/8/2020 19:00"') == 4
    for setting in (Setting.SOCIAL, Setting.WORK, Setting.OTHER, Setting.TRANSPORT):
        assert f'<option value="{setting}" selected>' in text


def test_an_hour_that_was_typed_is_shown_and_a_lost_zero_is_dialled() -> None:
    scene = an_outbreak()
    row = {"full_name": "Hồ Dũng", "phone": "905333444", "met_from": "13/8/2020 19:00"}
    assert send(signed_in(scene.nurse), scene, row)[0] == 302
    target = Exposure.objects.get(source=scene.mai, evidence__startswith="interview:").target
    assert Person.objects.get(pk=target.pk).phone == "0905333444"
    pages = [signed_in(scene.cdc).get(f"/truy-vet/nguoi/{each.pk}/").content.decode() for each in (target, scene.mai)]
    assert "từ ngày 13/08/2020 19:00 đến ngày 13/08/2020, không rõ đến mấy giờ" in pages[0]
    assert 'href="tel:0905333444"' in pages[0]
    for page in pages:
        assert '13/08/2020 19:00<span class="sub">không rõ đến mấy giờ</span>' in page


def test_an_hour_at_which_it_ended_alone_is_shown_too() -> None:
    scene = an_outbreak()
    row = DUNG | {"met_from": "13/8", "met_to": "14/8 9h"}
    assert send(signed_in(scene.nurse), scene, row)[0] == 302
    page = signed_in(scene.cdc).get(f"/truy-vet/nguoi/{scene.mai.pk}/").content.decode()
    assert '13/08/2020 – 14/08/2020 09:00<span class="sub">không rõ từ mấy giờ</span>' in page


def test_a_day_that_does_not_exist_is_told_as_such() -> None:
    scene = an_outbreak()
    status, text = send(signed_in(scene.nurse), scene, DUNG | {"met_from": "31/02"}, DUNG | {"met_to": "30/02 8:00"})
    assert status == 422
    assert "Không có ngày “31/02” trong lịch." in text
    assert "Không có ngày “30/02 8:00” trong lịch." in text


def _lost_when_posted(route: Any) -> None:
    """A post that never arrives; what is only read does."""
    if route.request.method == "POST":
        route.abort("aborted")
    else:
        route.continue_()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_grid_says_that_it_scrolls_and_keeps_a_draft_that_was_never_entered(
    chromium: Any, live_server: Any, width: int
) -> None:
    scene = an_outbreak()
    address = f"/truy-vet/nguoi/{scene.mai.pk}/phong-van/"
    with a_page(chromium, live_server.url, scene.nurse, width) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(address)
        is_fit(page)
        wrap = page.locator(".table-wrap:has(#grid-rows)")
        hidden = wrap.evaluate("wrap => wrap.scrollWidth - wrap.clientWidth")
        assert page.locator(".grid-more").is_visible() == (hidden > 0)
        page.locator("#id_r0-full_name").fill("Hồ Dũng")
        page.locator("#id_r0-met_from").fill("15/08")
        page.route("**" + address, _lost_when_posted)
        with page.expect_event("requestfailed"):
            page.keyboard.press("Control+Enter")
        page.goto(address)
        page.get_by_role("button", name="Lấy lại bản nháp").click()
        assert page.locator("#id_r0-full_name").input_value() == "Hồ Dũng"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_table_longer_than_the_grid_goes_to_the_server_whole_and_is_offered_again(
    chromium: Any, live_server: Any
) -> None:
    scene = an_outbreak()
    address = f"/truy-vet/nguoi/{scene.mai.pk}/phong-van/"
    rows = "\n".join("\t".join(line.split("\t")) for line in table_of(250).splitlines()[1:])
    with a_page(chromium, live_server.url, scene.nurse, WIDE) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
        page.goto(address)
        page.locator("#id_r0-full_name").focus()
        page.evaluate("text => navigator.clipboard.writeText(text)", rows)
        page.keyboard.press("Control+V")
        page.get_by_text("mỗi lần ghi không quá 200").first.wait_for()
        is_fit(page)
        page.goto(address)
        page.get_by_role("button", name="Lấy lại bản nháp").click()
        assert page.locator("#paste").input_value().strip() == rows


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "commune"), [(WIDE, "Xã Cẩm Hà, Thành phố Hội An"), (PHONE, "Phường Cẩm Châu")])
def test_what_must_be_checked_of_a_row_is_not_cut(chromium: Any, live_server: Any, width: int, commune: str) -> None:
    scene = an_outbreak()
    table = f"Họ tên\tXã/phường\tGặp từ\tĐến\tQuan hệ\nHồ Dũng\t{commune}\t"
    table += "12/08/2020 10:30\t12/08/2020 21:30\tnơi làm việc"
    with a_page(chromium, live_server.url, scene.nurse, width) as page:
        page.goto(f"/truy-vet/nguoi/{scene.mai.pk}/phong-van/")
        page.get_by_text("Dán cả bảng").click()
        page.locator("#paste").fill(table)
        page.get_by_role("button", name="Đưa vào bảng").click()
        page.locator("#id_r0-met_to[value='12/08/2020 21:30']").wait_for()
        is_fit(page)
        for name in ("full_name", "commune", "met_from", "met_to"):
            cut = page.locator(f"#id_r0-{name}").evaluate("cell => cell.scrollWidth - cell.clientWidth")
            assert cut <= 0, name
        if width == WIDE:  # a card on a phone is as wide as the screen; its list ends in dots
            assert page.locator("#id_r0-setting").evaluate(_ROOM) >= 0
