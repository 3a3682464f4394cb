"""The grid of contacts: pasted, checked by the cell, entered once."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.apps.cases.views.scenes import Outbreak, an_outbreak, the_moment
from tests.factories.org import a_unit
from tests.factories.web import signed_in
from vungxanh.apps.cases.models import Exposure, Person, Setting, Standing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with the_moment():
        yield


def send(client: Client, scene: Outbreak, *rows: dict[str, str], draft: str = "a" * 32, **more: str) -> tuple[int, str]:
    data = {"count": str(len(rows)), "draft": draft} | more
    data |= {f"r{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    answer = client.post(f"/truy-vet/nguoi/{scene.mai.pk}/phong-van/", data)
    return answer.status_code, answer.content.decode()


DUNG = {"full_name": "Hồ Dũng", "phone": "0905111222", "birth_year": "1975", "sex": "male", "commune": "cẩm hà"} | {
    "met_from": "15/08 18:30", "met_to": "20:00", "setting": "social", "note": "ăn giỗ",
}  # fmt: skip


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
    send(client, scene, DUNG | {"same": "new"})
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


def test_who_may_be_known_already_is_asked_about_and_becomes_one_person() -> None:
    scene = an_outbreak()
    client = signed_in(scene.nurse)
    again = {"full_name": "Tran Van An", "phone": "0905 000 002", "met_from": "16/08 7:00", "met_to": "8:00"}
    before = Person.objects.count()
    status, text = send(client, scene, again)
    assert status == 422
    assert "Dòng 1 có thể là Trần Văn An" in text
    assert send(client, scene, again | {"same": str(scene.an.pk)})[0] == 302
    assert Person.objects.count() == before
    assert Exposure.objects.filter(source=scene.mai, target=scene.an).count() == 2
    assert send(client, scene, again | {"same": "new"}, draft="b" * 32)[0] == 302
    assert Person.objects.count() == before + 1


def test_somebody_elsewhere_cannot_be_claimed_as_the_same() -> None:
    scene = an_outbreak()
    before = Exposure.objects.count()
    assert send(signed_in(scene.nurse), scene, DUNG | {"same": str(scene.binh.pk)})[0] == 404
    assert Exposure.objects.count() == before


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
