"""What stood in clear, or under the signing key, is encrypted when the tables are brought up to date."""

import base64
import hashlib
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import LazySettings
from django.db import connection

from tests.factories.accounts import a_user
from vungxanh.apps.accounts.adapter import SecondFactorAdapter
from vungxanh.apps.accounts.models import User

pytestmark = pytest.mark.django_db
migration = import_module("vungxanh.apps.accounts.migrations.0003_sealed_contact")


def in_clear(user: User, email: str, phone: str) -> None:
    """Put the columns back to what they held before."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = %s, phone = %s WHERE id = %s", [email, phone, user.pk])


def columns(user: User) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT email, phone FROM accounts_user WHERE id = %s", [user.pk])
        email, phone = cursor.fetchone()
    return email, phone


def former(settings: LazySettings, text: str) -> str:
    """A factor's secret as it was encrypted before."""
    key = hashlib.sha256(b"vungxanh.accounts.factors:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key)).encrypt(text.encode()).decode()


def test_old_rows_are_encrypted_once_and_can_be_brought_back(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migration, "BATCH", 2)
    users = [a_user() for _ in range(5)]
    for number, user in enumerate(users):
        in_clear(user, f"n{number}@a.vn", "" if number else "0905123456")
    for _twice in range(2):
        migration.encrypt(apps, None)
        assert all(columns(user)[0].startswith("vx1.") for user in users)
        assert [User.objects.get(pk=user.pk).email for user in users] == [f"n{number}@a.vn" for number in range(5)]
        assert User.objects.get(pk=users[0].pk).phone == "0905123456"
        assert columns(users[1])[1] == ""
    migration.decrypt(apps, None)
    assert columns(users[0]) == ("n0@a.vn", "0905123456")


def test_secrets_of_factors_change_their_key_and_unreadable_ones_stay(settings: LazySettings) -> None:
    user, other = a_user(), a_user()
    kinds = Authenticator.Type
    app = Authenticator.objects.create(user=user, type=kinds.TOTP, data={"secret": former(settings, "JBSWY3DP")})
    codes = Authenticator.objects.create(
        user=user, type=kinds.RECOVERY_CODES, data={"seed": former(settings, "mam"), "used_mask": 5}
    )
    lost = Authenticator.objects.create(user=other, type=kinds.TOTP, data={"secret": "gAAAAAxx"})
    for _twice in range(2):
        migration.encrypt(apps, None)
    for row in (app, codes, lost):
        row.refresh_from_db()
    assert SecondFactorAdapter().decrypt(app.data["secret"]) == "JBSWY3DP"
    assert SecondFactorAdapter().decrypt(codes.data["seed"]) == "mam"
    assert codes.data["used_mask"] == 5
    assert lost.data["secret"] == "gAAAAAxx"
    migration.decrypt(apps, None)
    app.refresh_from_db()
    assert app.data["secret"].startswith("gAAAA")
