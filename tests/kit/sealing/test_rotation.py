"""A new key reaches every value, a lost one is said, and a run may stop anywhere."""

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core.exceptions import FieldError
from django.db import connection

from tests.factories.accounts import a_user
from vungxanh.apps.accounts.adapter import SecondFactorAdapter
from vungxanh.apps.accounts.models import User
from vungxanh.kit.sealing import rotation, written
from vungxanh.kit.sealing.keys import UnknownKey

pytestmark = pytest.mark.django_db
FIRST, SECOND = written.fresh("k1"), written.fresh("k2")


@pytest.fixture(autouse=True)
def _first_key(settings: LazySettings) -> None:
    settings.DATA_KEYS = FIRST


def stored(user: User) -> tuple[str, str]:
    """The two columns as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT email, phone FROM accounts_user WHERE id = %s", [user.pk])
        email, phone = cursor.fetchone()
    return email, phone


def an_app_of(user: User) -> Authenticator:
    adapter = SecondFactorAdapter()
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": adapter.encrypt("JBSWY3DP")}
    )


def test_contacts_stand_encrypted_in_the_database_and_plain_in_the_program() -> None:
    user = a_user(email="hanh@dailoc.gov.vn", phone="0905123456")
    assert all(text.startswith("vx1.k1.") for text in stored(user))
    assert "dailoc" not in "".join(stored(user))
    found = User.objects.get(pk=user.pk)
    assert (found.email, found.phone) == ("hanh@dailoc.gov.vn", "0905123456")
    assert stored(a_user()) == ("", "")


def test_looking_a_person_up_by_an_encrypted_contact_is_refused_instead_of_finding_nobody() -> None:
    for lookup in ("email", "email__iexact", "phone__contains", "email__in"):
        with pytest.raises(FieldError):
            User.objects.filter(**{lookup: "hanh@dailoc.gov.vn"}).exists()


def test_rotation_brings_columns_and_factors_under_the_first_key_once(settings: LazySettings) -> None:
    users = [a_user(email=f"nguoi{number}@a.vn", phone="0905") for number in range(3)]
    factor = an_app_of(users[0])
    settings.DATA_KEYS = f"{SECOND},{FIRST}"
    assert rotation.counts() == {"k1": 7}
    assert rotation.rotate() == 7
    assert rotation.rotate() == 0
    assert rotation.counts() == {"k2": 7}
    settings.DATA_KEYS = SECOND
    assert [User.objects.get(pk=user.pk).email for user in users] == [f"nguoi{number}@a.vn" for number in range(3)]
    factor.refresh_from_db()
    assert SecondFactorAdapter().decrypt(factor.data["secret"]) == "JBSWY3DP"


def test_rotation_works_through_more_rows_than_a_batch(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    users = [a_user(email=f"n{number}@a.vn") for number in range(5)]
    settings.DATA_KEYS = f"{SECOND},{FIRST}"
    assert rotation.rotate() == 5
    assert {stored(user)[0][:7] for user in users} == {"vx1.k2."}


def test_a_lost_key_stops_rotation_until_its_values_are_given_up(settings: LazySettings) -> None:
    user = a_user(email="hanh@dailoc.gov.vn")
    an_app_of(user)
    settings.DATA_KEYS = SECOND
    with pytest.raises(UnknownKey, match="k1"):
        rotation.rotate()
    with pytest.raises(UnknownKey, match="k1"):
        User.objects.get(pk=user.pk)
    assert rotation.rotate(forget_unreadable=True) == 2
    assert User.objects.get(pk=user.pk).email == ""
    assert not Authenticator.objects.exists()
