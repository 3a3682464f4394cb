"""Coverage by commune, addresses, and phones that fell silent."""

from datetime import datetime, timedelta

import pytest

from tests.factories.org import a_small_province, an_officer
from tests.factories.phones import a_token
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.actions import register
from vungxanh.apps.exposure.models import Device
from vungxanh.apps.exposure.queries.addresses import commune_of
from vungxanh.apps.exposure.queries.devices import coverage, reachable
from vungxanh.apps.org.models import Unit
from vungxanh.kit import clock
from vungxanh.kit.retention.running import Moments, expire

pytestmark = pytest.mark.django_db
AT = datetime.fromisoformat("2020-08-17T03:00:00+00:00")
TODAY = clock.day_of(AT)


def phones(unit: Unit | None, count: int, first: int, at: datetime = AT) -> None:
    for number in range(first, first + count):
        register.register(a_token(number), at=at)
    Device.objects.filter(pk__in=Device.objects.order_by("-pk").values("pk")[:count]).update(commune=unit)


def test_each_place_sees_its_own_communes_and_few_phones_are_not_told() -> None:
    province = a_small_province()
    ai_nghia, dai_son, minh_an, *_ = province.communes
    phones(ai_nghia, 7, 0)
    phones(dai_son, 4, 10)
    phones(minh_an, 5, 20)
    phones(minh_an, 6, 30, AT - timedelta(days=14))  # silent for two weeks
    phones(None, 8, 40)
    whole = an_officer(Role.HEALTH_OFFICER, province.departments[1])
    assert {row.unit.code: row.active for row in coverage(whole, on=TODAY)} == {
        "20500": 7,
        "20503": None,
        "20398": 5,
        "20404": 0,
        "20422": 0,
    }
    district = an_officer(Role.HEALTH_OFFICER, province.districts[0])
    assert [(row.unit.code, row.active) for row in coverage(district, on=TODAY)] == [("20500", 7), ("20503", None)]
    commune = an_officer(Role.HEALTH_OFFICER, minh_an)
    (row,) = coverage(commune, on=TODAY)
    Unit.objects.filter(pk=minh_an.pk).update(population=1_000)
    assert (row.active, row.share) == (5, None)
    assert coverage(commune, on=TODAY)[0].share == 0.005


def test_a_phone_that_is_gone_or_has_a_new_token_counts_no_more() -> None:
    minh_an = a_small_province().communes[2]
    commune = an_officer(Role.HEALTH_OFFICER, minh_an)
    phones(minh_an, 7, 0)
    first = Device.objects.order_by("pk")[0]
    Device.objects.filter(pk=first.pk).update(gone_at=AT)
    register.replace_token(a_token(1), a_token(9), at=AT)
    assert [row.active for row in coverage(commune, on=TODAY)] == [reachable().count()] == [6]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("Thôn 2, xã Đại Sơn, huyện Đại Lộc, Quảng Nam", "20503"),
        ("dai son, dai loc", "20503"),
        ("12 Trần Phú, P. Minh An, TP Hội An", "20398"),
        ("TT. Ái Nghĩa - Đại Lộc", "20500"),
        ("Minh An", "20398"),
        ("Phường Minh An, huyện Đại Lộc", ""),
        ("Hà Nội", ""),
        ("", ""),
    ],
)
def test_an_address_names_one_commune_or_none(address: str, code: str) -> None:
    a_small_province()
    found = commune_of(address, on=TODAY)
    assert (found.code if found else "") == code


def test_a_name_of_two_communes_needs_its_district() -> None:
    from tests.factories.org import a_unit

    province = a_small_province()
    a_unit("Xã Đại Sơn", code="29999", parent=province.districts[1])
    assert commune_of("Xã Đại Sơn", on=TODAY) is None
    found = commune_of("Xã Đại Sơn, thành phố Hội An", on=TODAY)
    assert found is not None
    assert found.code == "29999"


def test_a_phone_that_fell_silent_is_forgotten_after_ninety_days() -> None:
    phones(None, 1, 0)
    phones(None, 1, 1, AT + timedelta(days=60))
    late = AT + timedelta(days=91)
    assert expire(Moments(late, late))["devices"] == 1
    assert Device.objects.get().seen_on == clock.day_of(AT + timedelta(days=60))
