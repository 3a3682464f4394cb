"""Where a telephone number or an address could leak to, and what of signing in is forgotten when."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection

from tests.factories.accounts import a_user
from tests.factories.org import a_unit, an_officer
from tests.factories.signin import through_the_page
from vungxanh.apps.accounts.actions.people import Details, correct_person, create_person
from vungxanh.apps.accounts.actors import AccountHolder
from vungxanh.apps.accounts.models import ApiToken, ResetLink
from vungxanh.apps.accounts.roles import Role
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.clock import machine_now
from vungxanh.kit.retention.running import Moments, expire

pytestmark = pytest.mark.django_db
AT = datetime(2020, 8, 3, 8, tzinfo=UTC)
MACHINE = datetime(2026, 11, 22, 8, tzinfo=UTC)
NOW = Moments(province=AT, machine=MACHINE)
BY = SystemActor("console")


def test_the_audit_log_names_the_fields_and_never_what_stands_in_them() -> None:
    administrator = an_officer(Role.ADMINISTRATOR, a_unit())
    user = create_person("hanh.nt", Details("Nguyễn Thị Hạnh", "hanh@dailoc.gov.vn", "0905123456"), by=BY, at=AT)
    correct_person(user, Details("Nguyễn Thị Hạnh", "hanh.moi@dailoc.gov.vn", "0906654321"), by=BY, at=AT)
    told = "".join(Entry.objects.values_list("data", flat=True))
    assert '"email","phone"' in told
    assert "dailoc" not in told
    assert "090" not in told
    assert administrator.user.email == ""


@pytest.mark.django_db(transaction=True)
def test_the_sign_in_library_keeps_no_second_copy_of_the_address() -> None:
    user = a_user(email="hanh@dailoc.gov.vn")
    client = through_the_page(user)
    assert "_auth_user_id" in client.session
    assert not EmailAddress.objects.exists()


def test_links_and_tokens_go_their_time_after_they_served() -> None:
    user = a_user()
    for number, age in enumerate((10, 40, 100)):
        made = AT - timedelta(days=age + 1)
        served = AT - timedelta(days=age)
        ResetLink.objects.create(
            user=user, digest=f"l{number}", created_at=made, expires_at=made + timedelta(days=1), used_at=served
        )
        ApiToken.objects.create(
            user=user, digest=f"t{number}", created_at=made, expires_at=AT + timedelta(days=300), revoked_at=served
        )
    ResetLink.objects.create(user=user, digest="open", created_at=AT, expires_at=AT + timedelta(days=1))
    ApiToken.objects.create(user=user, digest="open", created_at=AT, expires_at=AT + timedelta(days=1))
    assert expire(NOW) == {"reset_links": 2, "tokens": 1}
    assert set(ResetLink.objects.values_list("digest", flat=True)) == {"l0", "open"}
    assert set(ApiToken.objects.values_list("digest", flat=True)) == {"t0", "t1", "open"}


def test_ended_sessions_take_their_device_with_them() -> None:
    user = a_user()
    for key, expires in (("song", MACHINE + timedelta(hours=1)), ("het", MACHINE - timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
        UserSession.objects.create(user=user, session_key=key, ip="10.0.0.1", user_agent="x", created_at=AT)
    UserSession.objects.create(user=user, session_key="roi", ip="10.0.0.2", user_agent="x", created_at=AT)
    assert expire(NOW) == {"sessions": 3}
    assert list(UserSession.objects.values_list("session_key", flat=True)) == ["song"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["song"]


def test_wrong_passwords_are_forgotten_after_a_month() -> None:
    for age in (5, 31):
        row = AccessAttempt.objects.create(username=f"u{age}", ip_address="10.0.0.1", failures_since_start=1)
        AccessAttempt.objects.filter(pk=row.pk).update(attempt_time=MACHINE - timedelta(days=age))
    assert expire(NOW) == {"sign_in_failures": 1}
    assert AccessAttempt.objects.get().username == "u5"


def test_the_shared_cache_forgets_what_has_expired() -> None:
    cache.set("het", "x", 60)
    cache.set("con", "x", 60)
    cache.set("mai", "x", None)
    with connection.cursor() as cursor:
        old = connection.ops.adapt_datetimefield_value(MACHINE - timedelta(minutes=1))
        late = connection.ops.adapt_datetimefield_value(machine_now() + timedelta(days=1))
        cursor.execute("UPDATE shared_cache SET expires = %s", [late])
        cursor.execute("UPDATE shared_cache SET expires = %s WHERE cache_key LIKE %s", [old, "%het"])
    assert expire(NOW)["cache"] == 1
    assert cache.get("con") == "x"
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM shared_cache WHERE cache_key LIKE %s", ["%het"])
        assert cursor.fetchone()[0] == 0


def test_the_holder_is_written_without_contact() -> None:
    user = a_user(email="hanh@dailoc.gov.vn", phone="0905")
    holder = AccountHolder(user)
    assert "@" not in f"{holder.actor_key}{holder.actor_name}{user}"
