"""The grid of contacts: pasted, checked by the cell, entered once."""

import pytest

from tests.apps.cases.views.grid import DUNG, send
from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.org import a_unit
from tests.factories.web import signed_in
from vungxanh.apps.cases.models import LONGEST_NOTE, Class, Exposure, Person, Setting, Standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def test_a_row_becomes_a_person_where_they_live_and_a_meeting() -> None:
    scene = an_outbreak()
    assert send(signed_in(scene.nurse), scene, DUNG, {})[0] == 302
    met = Exposure.objects.get(target__birth_year=1975)
    assert (met.source, met.setting, met.note) == (scene.mai, Setting.SOCIAL, "ăn giỗ")
    assert (met.ended_at - met.started_at).total_seconds() == 90 * 60
    assert (met.target.full_name, met.target.commune) == ("Hồ Dũng", scene.there)
    assert Standing.objects.get(person=met.target).level == 1


def test_a_draft_sent_again_enters_nothing_twice() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    send(client, scene, DUNG)
    before = Person.objects.count(), Exposure.objects.count()
    known = Person.objects.get(birth_year=1975)
    assert send(client, scene, DUNG | {"same": f"new {known.pk}"})[0] == 302
    assert (Person.objects.count(), Exposure.objects.count()) == before


def test_nothing_is_entered_while_one_row_is_wrong_and_each_cell_says_why() -> None:
    scene = an_outbreak()
    before = Person.objects.count()
    wrong = {"full_name": "Ngô E", "phone": "12", "birth_year": "1830", "commune": "Xã Không Có", "met_from": "hôm qua"}
    status, text = send(signed_in(scene.nurse), scene, DUNG, wrong)
    assert status == 422
    assert Person.objects.count() == before
    for told in (
        "Số điện thoại không đúng dạng.",
        "Năm sinh không đúng.",
        "Không có xã này.",
        "Gõ ngày/tháng giờ:phút",
    ):
        assert told in text
    assert 'id="id_r1-phone_error"' in text
    assert 'href="#id_r1-phone"' in text
    assert "Hồ Dũng" in text


def test_one_fault_of_many_rows_is_told_once_and_marked_beside_each_cell() -> None:
    scene = an_outbreak()
    wrong = DUNG | {"phone": "12"}
    rows = [wrong | {"full_name": f"Người {n}"} for n in range(40)]
    rows[1] = rows[3] = DUNG | {"full_name": "Hồ Khác", "phone": "0100 900 009"}
    text = send(signed_in(scene.nurse), scene, *rows)[1]
    assert text.count("Số điện thoại không đúng dạng.") == 38 + 1
    assert 'href="#id_r0-phone">Dòng 1, 3, 5–40, Số điện thoại: Số điện thoại không đúng dạng.' in text
    assert 'id="id_r39-phone_error"' in text


def test_a_day_to_come_is_told_with_the_other_faults() -> None:
    scene = an_outbreak()
    status, text = send(signed_in(scene.nurse), scene, DUNG | {"met_from": "16/09/2020 7:00", "phone": "12"})
    assert status == 422
    assert "Lần tiếp xúc ở tương lai." in text
    assert "Số điện thoại không đúng dạng." in text


def test_a_table_pasted_whole_fills_the_rows_for_a_browser_without_scripts() -> None:
    scene = an_outbreak()
    table = (
        "Họ và tên\tĐiện thoại\tNăm sinh\tGiới tính\tXã\tGặp từ\tĐến\tHoàn cảnh\tGhi chú\n"
        "Hồ Dũng\t0905111222\t1975\tNam\tCẩm Hà\t15/08 18:30\t20:00\tăn uống\tăn giỗ\n"
        "Võ Hà\t\t\tNữ\t\t15/8 9h\t\t\t\n"
    )
    status, text = send(signed_in(scene.nurse), scene, {}, paste=table, add="1")
    assert status == 200
    assert 'name="r0-full_name" value="Hồ Dũng"' in text
    assert 'name="r1-met_from" value="15/8 9h"' in text
    assert '<option value="male" selected>' in text
    assert "Họ và tên" not in [line for line in text.splitlines() if "value=" in line and 'name="r2' in line]


def test_a_name_that_two_communes_have_needs_its_district() -> None:
    scene = an_outbreak()
    other = a_unit("Huyện Đại Lộc", code="506", level=scene.there.parent.level, parent=scene.there.parent.parent)  # type: ignore[union-attr, arg-type]
    twin = a_unit("Xã Cẩm Hà", code="29999", parent=other)
    client = signed_in(scene.cdc)
    status, text = send(client, scene, DUNG)
    assert status == 422
    assert "Nhiều xã cùng tên." in text
    assert send(client, scene, DUNG | {"commune": "Cẩm Hà, Đại Lộc"})[0] == 302
    assert Person.objects.get(birth_year=1975).commune == twin


def test_a_meeting_in_the_future_stands_beside_its_row() -> None:
    scene = an_outbreak()
    status, text = send(signed_in(scene.nurse), scene, {}, DUNG | {"met_from": "30/08 18:30"})
    assert status == 422
    assert "Lần tiếp xúc ở tương lai." in text
    assert 'id="id_r1-met_from_error"' in text
    assert not Person.objects.filter(birth_year=1975).exists()


def test_more_rows_than_one_act_takes_are_refused() -> None:
    scene = an_outbreak()
    assert send(signed_in(scene.nurse), scene, {}, count="99999")[0] == 422


@pytest.mark.parametrize("setting", ["", "work"])
def test_a_day_without_a_time_is_a_close_contact_of_unknown_length(setting: str) -> None:
    scene = an_outbreak()
    row = {"full_name": "Võ Hà", "birth_year": "1991", "met_from": "15/8", "setting": setting}
    assert send(signed_in(scene.nurse), scene, row)[0] == 302
    met = Exposure.objects.get(target__birth_year=1991)
    assert (met.is_timed, met.level) == (False, Class.HIGH)
    assert (met.started_at.isoformat(), met.ended_at.isoformat()) == (
        "2020-08-14T17:00:00+00:00",
        "2020-08-15T16:59:00+00:00",
    )
    assert Standing.objects.get(person=met.target).probability == pytest.approx(0.064)
    page = signed_in(scene.cdc).get(f"/truy-vet/nguoi/{met.target_id}/").content.decode()
    assert "gần người trên từ ngày 15/08/2020 đến ngày 15/08/2020, không rõ giờ" in page
    assert "không rõ bao lâu" in page
    assert "15/08/2020 00:00" not in page
    assert "phút theo lời kể" not in page


def test_a_beginning_without_an_end_is_no_meeting_of_no_minutes_and_the_officer_may_judge() -> None:
    scene = an_outbreak()
    rows = [
        {"full_name": "Võ Hà", "birth_year": "1991", "met_from": "15/8 9h"},
        {"full_name": "Lý Tư", "birth_year": "1992", "met_from": "15/8", "level": "thấp"},
    ]
    assert send(signed_in(scene.nurse), scene, *rows)[0] == 302
    assert Exposure.objects.get(target__birth_year=1991).level == Class.HIGH
    assert Exposure.objects.get(target__birth_year=1992).level == Class.LOW


def test_blank_rows_stay_quiet_when_another_is_refused() -> None:
    scene = an_outbreak()
    status, text = send(signed_in(scene.nurse), scene, DUNG | {"phone": "12"}, {}, {}, {})
    assert status == 422
    assert "Cần tên hoặc số điện thoại" not in text
    assert text.count('class="field-error"') == 1


def test_every_field_is_kept() -> None:
    scene = an_outbreak()
    more = {"citizen_id": "049075000001", "address": "12 Trần Phú", "occupation": "thợ may", "birth_year": "02/03/1975"}
    assert send(signed_in(scene.nurse), scene, DUNG | more)[0] == 302
    dung = Person.objects.get(birth_year=1975)
    assert (dung.citizen_id, dung.address) == ("049075000001", "12 Trần Phú")
    assert "thợ may" in dung.facts
    assert "1975-03-02" in dung.facts


def test_headings_say_which_column_is_which_in_any_order_and_language() -> None:
    scene = an_outbreak()
    table = (
        "STT\tAddress\tSĐT\tFull name\tHuyện\tXã/phường\tTuổi\tTừ\tSetting\tCCCD\n"
        "1\t12 Trần Phú\t0905111222\tHồ Dũng\tHội An\tP. Minh An\t45\t15/8\tcông ty\t049075000001\n"
    )
    status, text = send(signed_in(scene.nurse), scene, {}, paste=table, add="1")
    assert status == 200
    for name, value in {
        "full_name": "Hồ Dũng",
        "phone": "0905111222",
        "address": "12 Trần Phú",
        "commune": "P. Minh An, Hội An",
        "birth_year": "1975",
        "met_from": "15/8",
        "citizen_id": "049075000001",
    }.items():
        assert f'name="r0-{name}" value="{value}"' in text
    assert '<option value="work" selected>' in text
    assert "bảng không có chỗ ghi: STT." in text
    assert 'name="r1-full_name" value=' not in text


def test_a_heading_is_nobody() -> None:
    scene = an_outbreak()
    status, text = send(signed_in(scene.nurse), scene, {"full_name": "Họ và tên", "met_from": "15/8"})
    assert status == 422
    assert "Đây là tiêu đề cột" in text


def test_what_is_not_understood_is_said_and_stays_until_somebody_mends_it() -> None:
    scene = an_outbreak()
    table = "Hồ Dũng\t\t19xx\t?\t\t15/8\t\tquán nước\t"
    status, text = send(signed_in(scene.nurse), scene, {}, paste=table, add="1")
    assert status == 422
    for told in ("Không hiểu “19xx”", "Không hiểu “?”", "Không hiểu “quán nước”"):
        assert told in text
    assert '<option value="quán nước" selected>' in text
    status, _text = send(
        signed_in(scene.nurse), scene, {"full_name": "Hồ Dũng", "met_from": "15/8", "setting": "quán nước"}
    )
    assert status == 422


@pytest.mark.parametrize("commune", ["P. Minh An", "p.minh an", "Phường Minh An", "P Minh An, TP. Hội An", "20398"])
def test_the_kind_of_a_commune_may_be_shortened(commune: str) -> None:
    scene = an_outbreak()
    assert send(signed_in(scene.nurse), scene, DUNG | {"commune": commune})[0] == 302
    assert Person.objects.get(birth_year=1975).commune == scene.here


def test_a_meeting_that_counts_for_nothing_is_said_to_be_so_at_entry() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    send(client, scene, DUNG | {"met_from": "02/08 18:30", "met_to": "02/08 20:00"})
    text = client.get(f"/truy-vet/nguoi/{scene.mai.pk}/").content.decode()
    assert "1 lần gặp nằm ngoài thời gian lây (từ 11/08/2020 00:00) nên không tính" in text
    send(client, scene, DUNG | {"full_name": "Hồ Em", "phone": "0905111333"}, draft="b" * 32)
    text = client.get(f"/truy-vet/nguoi/{scene.mai.pk}/").content.decode()
    assert "nên không tính" not in text


@pytest.mark.parametrize("heading", ["Tên người gặp", "Họ tên người gặp", "Người tiếp xúc", "Họ và tên đầy đủ"])
def test_more_headings_of_names_are_known(heading: str) -> None:
    scene = an_outbreak()
    table = f"STT\t{heading}\tSĐT\tTừ\n1\tHồ Dũng\t0905111222\t15/8\n"
    status, text = send(signed_in(scene.nurse), scene, {}, paste=table, add="1")
    assert status == 200
    assert 'name="r0-full_name" value="Hồ Dũng"' in text


def test_a_table_whose_names_are_not_found_is_refused_and_stays_where_it_was_pasted() -> None:
    scene = an_outbreak()
    table = "Khách mời\tSĐT\tNăm sinh\nHồ Dũng\t0905111222\t1975\n"
    status, text = send(signed_in(scene.nurse), scene, {}, paste=table, add="1")
    assert status == 422
    assert "Không thấy cột họ tên" in text
    assert "Cột không hiểu: Khách mời." in text
    assert 'id="paste_error"' in text
    assert "Hồ Dũng\t0905111222" in text
    assert 'name="r0-phone" value="0905111222"' not in text


def test_who_is_known_by_number_alone_may_be_pasted_without_names() -> None:
    scene = an_outbreak()
    status, text = send(signed_in(scene.nurse), scene, {}, paste="SĐT\tTừ\n0905111222\t15/8\n", add="1")
    assert status == 200
    assert 'name="r0-phone" value="0905111222"' in text


def test_a_year_of_two_digits_is_asked_for_with_four() -> None:
    scene = an_outbreak()
    status, text = send(signed_in(scene.nurse), scene, DUNG | {"birth_year": "85"})
    assert status == 422
    assert "Gõ năm sinh bằng bốn chữ số, ví dụ 1985." in text


def test_a_note_is_as_long_as_an_imported_one() -> None:
    scene = an_outbreak()
    assert send(signed_in(scene.nurse), scene, DUNG | {"note": "x" * (LONGEST_NOTE + 1)})[0] == 422
    assert send(signed_in(scene.nurse), scene, DUNG | {"note": "x" * LONGEST_NOTE})[0] == 302
