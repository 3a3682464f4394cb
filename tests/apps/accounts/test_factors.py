"""The second factor: set up, asked for, taken away, and demanded."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.html import escape

from tests.factories.accounts import PASSWORD, a_user
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.signin import confirm, forget_throttles, through_the_page, totp, with_totp
from tests.factories.web import signed_in
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.queries.factors import factors_of
from vungxanh.apps.accounts.roles import Role
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.sealing import written

pytestmark = pytest.mark.django_db(transaction=True)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def verbs(user: User) -> list[str]:
    return [entry.verb for entry in history_of(user)]


def test_an_app_is_set_up_with_a_right_code_and_then_asked_for_at_sign_in() -> None:
    user = a_user()
    secret = with_totp(through_the_page(user))
    assert factors_of(user).any
    assert factors_of(user).recovery_codes == 10
    assert "accounts.add_factor" in verbs(user)

    client = through_the_page(user)
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": totp(secret)})
    assert is_in(client)


def test_a_wrong_code_keeps_the_person_out_and_is_written_down() -> None:
    user = a_user()
    secret = with_totp(through_the_page(user))
    client = through_the_page(user)
    answer = client.post(reverse("mfa_authenticate"), {"code": totp(secret, steps=5)})
    assert escape("Mã chưa đúng") in answer.content.decode()
    assert not is_in(client)
    assert verbs(user)[-1] == "accounts.wrong_code"


def test_a_code_works_once_even_in_another_process_because_used_codes_are_in_the_database() -> None:
    user = a_user()
    secret = with_totp(through_the_page(user))
    code = totp(secret)
    first, second = through_the_page(user), through_the_page(user)
    first.post(reverse("mfa_authenticate"), {"code": code})
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(first)
    assert not is_in(second)


def test_a_recovery_code_opens_once() -> None:
    user = a_user()
    client = through_the_page(user)
    with_totp(client)
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    code = page.split("<code>")[1].split("</code>")[0]
    first, second = through_the_page(user), through_the_page(user)
    first.post(reverse("mfa_authenticate"), {"code": code})
    second.post(reverse("mfa_authenticate"), {"code": code})
    assert is_in(first)
    assert not is_in(second)
    assert factors_of(user).recovery_codes == 9


def test_guessing_codes_is_throttled() -> None:
    user = a_user()
    secret = with_totp(through_the_page(user))
    client = through_the_page(user)
    for _ in range(20):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    client.post(reverse("mfa_authenticate"), {"code": totp(secret)})
    assert not is_in(client)


def test_the_key_of_the_app_and_the_recovery_seed_are_encrypted_at_rest() -> None:
    user = a_user()
    secret = with_totp(through_the_page(user))
    kept = {row.type: row.data for row in Authenticator.objects.filter(user=user)}
    assert secret not in str(kept)
    assert kept["totp"]["secret"].startswith("vx1.")
    assert kept["recovery_codes"]["seed"].startswith("vx1.")


def test_an_older_data_key_still_opens_factors_while_it_is_held(settings) -> None:
    user = a_user()
    secret = with_totp(through_the_page(user))
    settings.DATA_KEYS = f"{written.fresh('k2')},{settings.DATA_KEYS}"
    client = through_the_page(user)
    client.post(reverse("mfa_authenticate"), {"code": totp(secret)})
    assert is_in(client)


def test_changing_factors_asks_for_the_password_again() -> None:
    client = through_the_page(a_user())
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    confirmed = client.post(answer["Location"], {"password": PASSWORD, "next": reverse("mfa_activate_totp")})
    assert confirmed["Location"] == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_a_wrong_password_opens_no_sensitive_page() -> None:
    client = through_the_page(a_user())
    confirm(client, "sai-mat-khau")
    assert client.get(reverse("mfa_activate_totp")).status_code == 302


def test_turning_the_app_off_is_written_down_and_takes_the_recovery_codes_along() -> None:
    user = a_user()
    client = through_the_page(user)
    with_totp(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=user).exists()
    assert "accounts.remove_factor" in verbs(user)


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_where_it_is_required_a_person_without_factor_reaches_only_the_set_up_pages() -> None:
    client = through_the_page(a_user())
    for name in ("account", "accounts:tokens", "usersessions_list"):
        assert client.get(reverse(name))["Location"] == reverse("mfa_index")
    assert client.get("/")["Location"] == reverse("mfa_index")
    confirm(client)
    for name in ("mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "account_logout"):
        assert client.get(reverse(name)).status_code == 200


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_programs_are_told_in_a_problem_instead_of_a_redirect() -> None:
    answer = through_the_page(a_user()).get("/", headers={"accept": "application/json"})
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_with_a_factor_everything_opens_again() -> None:
    client = through_the_page(a_user())
    with_totp(client)
    assert client.get(reverse("account")).status_code == 200


@override_settings(SECOND_FACTOR_REQUIRED=True)
def test_recovery_codes_alone_are_no_second_factor() -> None:
    user = a_user()
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0})
    assert through_the_page(user).get(reverse("account"))["Location"] == reverse("mfa_index")


def test_an_administrator_takes_factors_away_and_ends_the_sessions() -> None:
    commune = a_unit(parent=a_province())
    administrator = an_officer(Role.ADMINISTRATOR, commune)
    person = an_officer(Role.OFFICER, commune).user
    theirs = through_the_page(person)
    with_totp(theirs)
    forget_throttles()
    signed_in(administrator).post(reverse("accounts:act", args=[person.pk, "go-xac-thuc"]))
    assert not factors_of(person).any
    assert theirs.get(reverse("account")).status_code == 302
    assert verbs(person)[-1] == "accounts.remove_factors"
