"""A new key reaches every value, a lost one is said, and a run may stop anywhere."""

import copy
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.core.exceptions import FieldError
from django.db import connection

from tests.factories.accounts import a_user
from tests.factories.signin import through_the_page
from vungxanh.apps.accounts.actions import people
from vungxanh.apps.accounts.adapter import SecondFactorAdapter
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.queries.factors import factors_of
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.sealing import rotation, written
from vungxanh.kit.sealing.keys import Unopened

pytestmark = pytest.mark.django_db
AT = datetime(2020, 8, 3, 8, tzinfo=UTC)
BY = SystemActor("console")
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
    assert rotation.rotate(by=BY, at=AT) == 7
    assert rotation.rotate(by=BY, at=AT) == 0
    assert rotation.counts() == {"k2": 7}
    settings.DATA_KEYS = SECOND
    assert [User.objects.get(pk=user.pk).email for user in users] == [f"nguoi{number}@a.vn" for number in range(3)]
    factor.refresh_from_db()
    assert SecondFactorAdapter().decrypt(factor.data["secret"]) == "JBSWY3DP"


def test_rotation_works_through_more_rows_than_a_batch(settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    users = [a_user(email=f"n{number}@a.vn") for number in range(5)]
    settings.DATA_KEYS = f"{SECOND},{FIRST}"
    assert rotation.rotate(by=BY, at=AT) == 5
    assert {stored(user)[0][:7] for user in users} == {"vx1.k2."}


def test_a_lost_key_stops_rotation_until_its_values_are_given_up(settings: LazySettings) -> None:
    user = a_user(email="hanh@dailoc.gov.vn")
    an_app_of(user)
    settings.DATA_KEYS = SECOND
    with pytest.raises(Unopened, match=rf"accounts_user.email id={user.pk}: .*k1"):
        rotation.rotate(by=BY, at=AT)
    assert rotation.rotate(by=BY, at=AT, forget_unreadable=True) == 2
    assert [(entry.details["place"], entry.details["given_up"]) for entry in Entry.objects.order_by("seq")] == [
        ("accounts_user.email", 1),
        ("mfa_authenticator.data", 1),
    ]
    assert User.objects.get(pk=user.pk).email == ""
    assert not Authenticator.objects.exists()


def spoil(user: User, column: str, text: str = "vx1.k1.AAAA") -> None:
    """Damage one stored value."""
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_user SET {column} = %s WHERE id = %s", [text, user.pk])


@pytest.mark.parametrize("text", ["vx1.k1.AAAA", "vx1.k9.AAAA", "0905123456"])
def test_an_unreadable_value_keeps_nobody_from_its_row_and_is_never_written_over_by_accident(text: str) -> None:
    user = a_user(email="hanh@dailoc.gov.vn", phone="0905123456")
    spoil(user, "phone", text)
    found = copy.deepcopy(User.objects.get(pk=user.pk))
    assert (found.email, str(found.phone), bool(found.phone)) == ("hanh@dailoc.gov.vn", "không đọc được", False)
    found.full_name = "Nguyễn Thị Hạnh"
    found.save()
    assert stored(user)[1] == text
    for given in ("", "không đọc được"):
        details = people.Details("Nguyễn Thị Hạnh", "moi@dailoc.gov.vn", given)
        people.correct_person(User.objects.get(pk=user.pk), details, by=BY, at=AT)
        assert stored(user)[1] == text
    details = people.Details("Nguyễn Thị Hạnh", "moi@dailoc.gov.vn", "0905 9")
    people.correct_person(User.objects.get(pk=user.pk), details, by=BY, at=AT)
    assert User.objects.get(pk=user.pk).phone == "0905 9"


def test_a_damaged_value_is_named_by_its_row_and_given_up_on_demand() -> None:
    well, ill = a_user(phone="1"), a_user(email="a@a.vn", phone="2")
    spoil(ill, "phone")
    assert [(each.place, each.row) for each in rotation.unread()] == [("accounts_user.phone", ill.pk)]
    assert rotation.counts() == {"k1": 3}
    assert rotation.rotate(by=BY, at=AT) == 0
    assert rotation.rotate(by=BY, at=AT, forget_unreadable=True) == 1
    entry = Entry.objects.get(verb="keys.rotate")
    assert (entry.details["place"], entry.details["rows"]) == ("accounts_user.phone", [ill.pk])
    assert list(rotation.unread()) == []
    assert (User.objects.get(pk=well.pk).phone, User.objects.get(pk=ill.pk).phone) == ("1", "")


def test_with_the_key_of_a_factor_lost_sign_in_says_whom_to_ask(settings: LazySettings) -> None:
    user = a_user(email="a@a.vn")
    an_app_of(user)
    settings.DATA_KEYS = SECOND
    client = through_the_page(user)
    answer = client.post("/tai-khoan/hai-lop/dang-nhap/", {"code": "123456"})
    assert answer.status_code == 409
    assert "quản trị đơn vị" in answer.content.decode()
    assert factors_of(user).totp_since is not None
