"""The planner shows the published table, counts active phones over people, and says what its mixing rests on."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import override_settings

from tests.factories.cases import NOW, TODAY, a_cdc_officer
from tests.factories.org import a_small_province, an_officer
from tests.factories.web import page_of, signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.queries.planning_data import reckoned
from vungxanh.apps.exposure.models import Device
from vungxanh.apps.exposure.queries.devices import coverage
from vungxanh.apps.org.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
PLANNER = "/truy-vet/ke-hoach-phu/"
# Published: uniform uptake in percent that brings R to 1, by R without the app; e = 0.35, 0.50, 0.65, 0.80.
TABLE = {
    "1,2": ("69", "58", "51", "46"),
    "1,5": ("98", "82", "72", "65"),
    "2,0": ("không", "không", "88", "79"),
    "3,0": ("không", "không", "không", "91"),
}


def phones(commune: Unit, count: int, *, days_ago: int = 0) -> None:
    seen = TODAY - timedelta(days=days_ago)
    Device.objects.bulk_create(
        Device(token_digest=uuid4().hex, token="x", commune=commune, registered_at=NOW, seen_on=seen)
        for _number in range(count)
    )


def a_populated_province() -> list[Unit]:
    """Five communes of 1,000 people: 300, 300, 100 and 3 phones seen today, none in the last; others are silent."""
    communes = a_small_province().communes
    Unit.objects.filter(pk__in=[unit.pk for unit in communes]).update(population=1000)
    Unit.objects.filter(pk=communes[0].pk).update(latitude=15.88, longitude=108.33)
    for commune, count in zip(communes, (300, 300, 100, 3, 0), strict=True):
        phones(commune, count)
    phones(communes[4], 500, days_ago=3)
    return communes


def page(address: str = PLANNER) -> str:
    return page_of(a_cdc_officer(), address).replace("\N{NO-BREAK SPACE}", " ")


def test_the_published_table_stands_on_the_page() -> None:
    text = page()
    rows = re.findall(r'<tr><th scope="row">(\d,\d)</th>(.*?)</tr>', text)
    found = {r: tuple(re.findall(r">([^<>]+?)(?: %)?</a>", cells)) for r, cells in rows}
    assert found == TABLE


def test_active_phones_are_those_of_yesterday_and_today_over_the_people_with_their_moment() -> None:
    communes = a_populated_province()
    phones(communes[0], 50, days_ago=1)
    text = page()
    assert "750 máy hoạt động từ 16/08/2020 00:00 đến 17/08/2020 09:00, trên 5.000 dân của 5 xã" in text
    assert "1 xã có dưới 5 máy" in text


def test_the_floor_and_what_it_costs_each_commune() -> None:
    a_populated_province()
    text = page(PLANNER + "?r=1.2&e=0.65&target=1")
    assert re.search(r"Để R xuống 1, mỗi xã cần ít nhất 51 % dân có máy hoạt động: thêm 1\.8\d\d máy ở 5 xã", text)
    rows = signed_in(a_cdc_officer()).get(PLANNER + "theo-xa.csv").getvalue().decode().splitlines()
    assert len(rows) == 6
    assert f"thêm {sum(int(row.split(',')[6]) for row in rows[1:]):,} máy".replace(",", ".") in text
    assert any("Phường Cẩm Phô,1000,ẩn," in row for row in rows)
    assert rows[0].split(",")[5] == "Mức sàn (máy)"
    assert {row.split(",")[5] for row in rows[1:]} == {"507"}
    assert re.search(r'<td class="num wide-only">507</td>', text)
    assert "từ 51 %" in text  # the darkest shade of the map begins at the floor


def test_sliders_stand_at_their_values_and_tell_them_without_script() -> None:
    text = page(PLANNER + "?r=1.5&e=0.65&target=1")
    (r,) = re.findall(r'<input type="range" name="r"[^>]*>', text)
    assert ('value="1.5"' in r, 'min="0.5"' in r, 'max="6.0"' in r, 'step="0.1"' in r) == (True,) * 4
    assert '<span class="suffix">1,5</span>' in text


def test_sample_numbers_of_a_demonstration_are_called_samples() -> None:
    a_populated_province()
    with override_settings(DEMONSTRATION=True):
        text = page()
    assert "Số liệu mẫu" in text
    assert "dân số (số liệu mẫu)" in text
    with override_settings(DEMONSTRATION=False):
        assert "mẫu" not in re.search(r"<main.*</main>", page(), re.DOTALL)[0]  # type: ignore[index]


def test_a_lower_target_and_a_weaker_effect_need_more() -> None:
    a_populated_province()
    assert "cần ít nhất 65 %" in page(PLANNER + "?r=1.2&e=0.65&target=0.87")
    assert "Chỉ riêng ứng dụng không đưa được R xuống 1" in page(PLANNER + "?r=3&e=0.35&target=1")
    assert "R đã không quá 1" in page(PLANNER + "?r=0.9&e=0.65&target=1")


def test_without_counted_meetings_the_assumed_mixing_is_named_as_assumed() -> None:
    a_populated_province()
    text = page()
    assert "giả định của phần mềm, không phải số đo" in text
    assert "22 % số lần gặp trong nhà" in text


def test_with_enough_meetings_the_mixing_is_the_counted_one() -> None:
    communes = a_populated_province()
    every = coverage(a_cdc_officer(), on=TODAY, days=1)
    hours = {(one.code, one.code): 400.0 for one in communes} | {(communes[0].code, communes[1].code): 100.0}
    found = reckoned(every, hours)
    assert found.is_measured
    assert found.hours == 2100
    place = {one.unit.code: number for number, one in enumerate(found.communes)}
    first, second, third = (place[one.code] for one in communes[:3])
    assert found.mixing is not None
    assert found.mixing[third, first] == 0
    assert found.mixing[first, second] > 0
    few = reckoned(every, {pair: met / 10 for pair, met in hours.items()})
    assert not few.is_measured
    assert few.mixing is not None
    assert few.mixing[third, first] > 0


def test_numbers_outside_what_can_be_are_refused_beside_their_field() -> None:
    answer = signed_in(a_cdc_officer()).get(PLANNER + "?r=99&e=x")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "không được lớn hơn" in text
    assert "has-error" in text


def test_without_population_the_page_says_what_is_missing() -> None:
    a_small_province()
    text = page()
    assert "Chưa có dân số của xã nào" in text
    assert "5 xã chưa có dân số" in text


def test_a_commune_reckons_with_itself_only() -> None:
    communes = a_populated_province()
    leader = an_officer(role=Role.LEADER, unit=communes[0])
    text = signed_in(leader).get(PLANNER).content.decode()
    assert "trên 1.000 dân của 1 xã" in text
    assert communes[1].name not in text
