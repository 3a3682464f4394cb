"""The place a unit works for."""

import pytest

from tests.factories.org import a_province, a_unit
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.queries.places import place_of, places_of

pytestmark = pytest.mark.django_db


def test_places_work_for_themselves_and_departments_for_the_province() -> None:
    province = a_province()
    district = a_unit(level=Level.DISTRICT, parent=province)
    commune = a_unit(level=Level.COMMUNE, parent=district)
    health = a_unit("Sở Y tế", level=Level.DEPARTMENT, parent=province)
    centre = a_unit("Trung tâm Kiểm soát bệnh tật", level=Level.SERVICE, parent=health)
    inside = a_unit("Phòng Y tế", level=Level.SERVICE, parent=district)
    asked = (district, commune, health, centre, inside)
    assert [place_of(unit) for unit in asked] == [district, commune, province, province, district]
    assert places_of(asked) == {unit.pk: place_of(unit) for unit in asked}


def test_a_health_centre_under_the_department_works_for_the_district_it_is_named_for() -> None:
    health = a_unit("Sở Y tế", level=Level.DEPARTMENT, parent=a_province())
    town = a_unit("Thành phố Hội An", level=Level.DISTRICT, parent=a_province())
    a_unit("Huyện Phú Ninh", level=Level.DISTRICT, parent=a_province())
    centre = a_unit("Trung tâm Y tế thành phố Hội An", level=Level.SERVICE, parent=health)
    assert place_of(centre) == town


def test_a_unit_below_no_place_works_for_itself() -> None:
    alone = a_unit("Công ty Mẫu", level=Level.ENTERPRISE)
    assert place_of(alone) == alone
