"""Signing in with a password, being locked out, and being let in again."""

from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.html import escape

from tests.factories.accounts import PASSWORD, a_user
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.signin import through_the_page
from tests.factories.web import signed_in
from vungxanh.apps.accounts import demonstration
from vungxanh.apps.accounts.actions.locks import unlock
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.queries.locks import all_locks, locks
from vungxanh.apps.accounts.roles import Role
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import NotAllowed

pytestmark = pytest.mark.django_db


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def verbs(user: User) -> list[str]:
    return [entry.verb for entry in history_of(user)]


def fail(user: User, times: int, *, address: str = "10.4.8.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    for _ in range(times):
        client.post(reverse("account_login"), {"login": user.username, "password": "sai-mat-khau"})
    return client


def test_a_person_signs_in_with_user_name_and_password() -> None:
    user = a_user()
    assert is_in(through_the_page(user))
    assert verbs(user) == ["accounts.sign_in"]


def test_capitals_of_a_phone_keyboard_do_not_matter_in_the_user_name() -> None:
    a_user(username="hanh.nt")
    client = Client()
    client.post(reverse("account_login"), {"login": " Hanh.NT ", "password": PASSWORD})
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_name_are_refused_in_the_same_words() -> None:
    user = a_user()
    answers = [
        Client().post(reverse("account_login"), {"login": name, "password": "sai-mat-khau"})
        for name in (user.username, "khong-co-ai")
    ]
    for answer in answers:
        assert escape("Tên đăng nhập hoặc mật khẩu chưa đúng.") in answer.content.decode()


def test_there_is_no_public_sign_up() -> None:
    answer = Client().post(reverse("account_signup"), {"username": "moi", "password1": "x" * 20, "password2": "x" * 20})
    assert answer.status_code == 405
    assert not User.objects.filter(username="moi").exists()


def test_an_inactive_person_cannot_sign_in_and_loses_open_sessions() -> None:
    user = a_user()
    client = through_the_page(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(reverse("account")).status_code == 302
    assert not is_in(through_the_page(user))


def test_the_answer_speaks_the_language_the_person_chose() -> None:
    client = through_the_page(a_user(language="en"))
    assert client.cookies["django_language"].value == "en"


def test_five_wrong_passwords_lock_the_name_at_that_address_only() -> None:
    user = a_user()
    client = fail(user, 5)
    refused = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    assert refused.status_code == 429
    assert not is_in(client)
    assert is_in(through_the_page(user, address="10.4.8.2"))


def test_the_lock_page_says_until_when_and_whom_to_ask() -> None:
    user = a_user()
    client = fail(user, 5)
    page = client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD}).content.decode()
    until = all_locks(clock.machine_now())[0].until.astimezone(clock.VIETNAM)
    assert f"<strong>{until:%H:%M}</strong>" in page
    assert "quản trị của đơn vị" in page


def test_a_lock_is_written_to_the_audit_log_once_though_attempts_go_on() -> None:
    user = a_user()
    fail(user, 8)
    assert verbs(user) == ["accounts.lock"]
    entry = history_of(user).get()
    assert entry.actor_key == "system:sign-in"
    assert entry.details["address"] == "10.4.8.1"


def test_a_password_is_never_kept_in_the_records_of_failures() -> None:
    from axes.models import AccessAttempt

    fail(a_user(), 2)
    kept = AccessAttempt.objects.get()
    assert "sai-mat-khau" not in f"{kept.post_data}{kept.get_data}"


def test_a_lock_ends_by_itself_after_a_quarter_of_an_hour() -> None:
    fail(a_user(), 5)
    at = clock.machine_now()
    assert len(all_locks(at)) == 1
    assert all_locks(at + timedelta(minutes=16)) == []


def test_an_administrator_sees_and_lifts_a_lock_in_the_browser() -> None:
    commune = a_unit(parent=a_province())
    administrator = an_officer(Role.ADMINISTRATOR, commune)
    locked = an_officer(Role.CLERK, commune, name="Võ Thị Sáu").user
    fail(locked, 5)
    client = signed_in(administrator)
    assert "Võ Thị Sáu" in client.get(reverse("accounts:locks")).content.decode()
    answer = client.post(reverse("accounts:act", args=[locked.pk, "mo-khoa"]), {"back": "locks"})
    assert answer["Location"] == reverse("accounts:locks")
    assert is_in(through_the_page(locked))
    unlocking = history_of(locked).get(verb="accounts.unlock")
    assert unlocking.actor_key == administrator.actor_key


def test_an_administrator_cannot_lift_a_lock_elsewhere() -> None:
    here, there = a_unit(parent=a_province()), a_unit(parent=a_province())
    administrator = an_officer(Role.ADMINISTRATOR, here)
    locked = an_officer(Role.CLERK, there).user
    fail(locked, 5)
    assert locks(administrator, clock.machine_now()) == []
    with pytest.raises(NotAllowed):
        unlock(locked, by=administrator, at=clock.now())
    assert signed_in(administrator).post(reverse("accounts:act", args=[locked.pk, "mo-khoa"])).status_code == 404
    assert not Entry.objects.filter(verb="accounts.unlock").exists()


def test_a_sample_person_is_entered_with_one_click_in_the_demonstration() -> None:
    sample = an_officer(Role.LEADER, a_province(), name="Trần Thị Mẫu").user
    User.objects.filter(pk=sample.pk).update(is_sample=True)
    page = Client().get(reverse("account_login")).content.decode()
    assert "Trần Thị Mẫu" in page
    assert "Dữ liệu mẫu" in page
    client = Client()
    client.post(reverse("accounts:demonstrate"), {"username": sample.username})
    assert is_in(client)


def test_the_demonstration_tells_its_password_where_it_is_asked_for() -> None:
    sample = an_officer(Role.LEADER, a_province()).user
    User.objects.filter(pk=sample.pk).update(is_sample=True)
    assert f"<code>{demonstration.PASSWORD}</code>" in Client().get(reverse("account_login")).content.decode()
    client = Client()
    client.post(reverse("accounts:demonstrate"), {"username": sample.username})
    for page in ("accounts:tokens", "mfa_activate_totp"):
        asked = client.get(reverse(page), follow=True).content.decode()
        assert 'type="password"' in asked
        assert f'mật khẩu của mọi người mẫu: <code class="nowrap">{demonstration.PASSWORD}</code>' in asked


@pytest.mark.parametrize("demonstrates", [True, False])
def test_nobody_else_is_told_that_password(demonstrates: bool) -> None:
    person = an_officer(Role.LEADER, a_province()).user
    if not demonstrates:
        User.objects.filter(pk=person.pk).update(is_sample=True)
    with override_settings(DEMONSTRATION=demonstrates):
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        asked = client.get(reverse("accounts:tokens"), follow=True).content.decode()
        assert 'type="password"' in asked
        assert demonstration.PASSWORD not in asked
        if not demonstrates:
            assert demonstration.PASSWORD not in Client().get(reverse("account_login")).content.decode()


def test_one_click_neither_passes_nor_lifts_a_lock() -> None:
    sample = an_officer(Role.LEADER, a_province()).user
    User.objects.filter(pk=sample.pk).update(is_sample=True)
    client = fail(sample, 5)
    answer = client.post(reverse("accounts:demonstrate"), {"username": sample.username})
    assert answer.status_code == 429
    assert "Tạm khóa đăng nhập" in answer.content.decode()
    assert not is_in(client)
    assert len(all_locks(clock.machine_now())) == 1
    elsewhere = Client(REMOTE_ADDR="10.4.8.2")
    elsewhere.post(reverse("accounts:demonstrate"), {"username": sample.username})
    assert is_in(elsewhere)


def test_a_real_person_cannot_be_entered_that_way() -> None:
    client = Client()
    assert client.post(reverse("accounts:demonstrate"), {"username": a_user().username}).status_code == 404
    assert not is_in(client)


@override_settings(DEMONSTRATION=False)
def test_outside_the_demonstration_nobody_can_and_nobody_is_listed() -> None:
    sample = a_user("Trần Thị Mẫu", is_sample=True)
    client = Client()
    assert client.post(reverse("accounts:demonstrate"), {"username": sample.username}).status_code == 404
    assert not is_in(client)
    assert "Trần Thị Mẫu" not in client.get(reverse("account_login")).content.decode()


def test_guesses_at_one_name_from_many_addresses_are_slowed_too() -> None:
    user = a_user()
    for number in range(20):
        fail(user, 1, address=f"10.9.0.{number}")
    assert not is_in(through_the_page(user, address="10.9.1.1"))
