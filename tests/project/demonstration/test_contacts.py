"""Sample people have sample contacts: encrypted, shown on their pages, reaching nobody."""

import re
from datetime import UTC, datetime

import pytest
from django.conf import LazySettings

from tests.factories.accounts import a_user
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Level, Unit
from vungxanh.core.casework.identity import phone
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.sealing import rotation, written
from vungxanh.project.demonstration.contacts import give_contacts, give_units_telephones

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 28, 7, tzinfo=UTC)
BY = SystemActor("demonstration")


def test_only_sample_people_without_contacts_get_them_and_only_once() -> None:
    real, own = a_user(), a_user(is_sample=True, phone="0905123456")
    people = [a_user(is_sample=True) for _ in range(3)]
    assert give_contacts(by=BY, at=AT) == 3
    assert give_contacts(by=BY, at=AT) == 0
    for person in people:
        person.refresh_from_db()
        person.clean_fields(exclude=["password", "folded"])
        assert person.email == f"{person.username}.mau@example.org"
        assert re.fullmatch(r"0100 \d{3} \d{3}", person.phone)
    assert len({person.phone for person in people}) == 3
    assert (User.objects.get(pk=real.pk).email, User.objects.get(pk=own.pk).phone) == ("", "0905123456")


def test_a_change_of_keys_meets_the_sample_contacts(settings: LazySettings) -> None:
    settings.DATA_KEYS = first = written.fresh("k1")
    person = a_user(is_sample=True)
    give_contacts(by=BY, at=AT)
    assert rotation.counts() == {"k1": 2}
    settings.DATA_KEYS = f"{written.fresh('k2')},{first}"
    assert rotation.rotate(by=BY, at=AT) == 2
    assert User.objects.get(pk=person.pk).email.endswith("@example.org")


def test_an_administrator_sees_a_sample_persons_contact() -> None:
    administrator = an_officer(Role.ADMINISTRATOR)
    person = an_officer(Role.OFFICER, unit=administrator.unit).user
    User.objects.filter(pk=person.pk).update(is_sample=True)
    give_contacts(by=BY, at=AT)
    page = signed_in(administrator).get(f"/tai-khoan/nguoi-dung/{person.pk}/").content.decode()
    assert f"{person.username}.mau@example.org" in page
    assert "0100 " in page


def test_places_without_a_telephone_get_one_that_our_forms_take_and_only_once() -> None:
    province = a_province()
    district = a_unit("Huyện Bằng", code="506", level=Level.DISTRICT, kind="huyện", parent=province)
    commune = a_unit("Xã Hai", code="20335", kind="xã", parent=district)
    Unit.objects.filter(pk=district.pk).update(phone="0235 3861 000")
    assert give_units_telephones(by=BY, at=AT) == 2
    assert give_units_telephones(by=BY, at=AT) == 0
    given = Unit.objects.get(pk=commune.pk)
    assert (given.phone, given.name, given.parent) == ("0100 820 335", "Xã Hai", district)
    assert phone(given.phone) == "0100820335"
    assert Unit.objects.get(pk=district.pk).phone == "0235 3861 000"
