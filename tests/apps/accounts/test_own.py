"""One's own account: password, sessions, contact, notices."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD, a_user
from tests.factories.signin import confirm, through_the_page
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.queries.sessions import sessions_of
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.notices.queries import preference_of

pytestmark = pytest.mark.django_db

PAGES = ("account", "accounts:notices", "accounts:tokens", "usersessions_list", "mfa_index", "account_change_password")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_of_my_account_opens_for_me_and_sends_strangers_to_sign_in(name: str) -> None:
    client = through_the_page(a_user())
    confirm(client)
    assert client.get(reverse(name)).status_code == 200
    assert Client().get(reverse(name))["Location"].startswith(reverse("account_login"))


def test_a_new_password_ends_the_other_sessions() -> None:
    user = a_user()
    here, elsewhere = through_the_page(user), through_the_page(user)
    new = "mot-mat-khau-khac-2020"
    here.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert here.get(reverse("account")).status_code == 200
    assert elsewhere.get(reverse("account")).status_code == 302
    assert [entry.verb for entry in history_of(user)][-1] == "accounts.change_password"


def test_a_short_or_common_password_is_refused() -> None:
    client = through_the_page(a_user())
    for weak in ("ngan", "password1234"):
        page = client.post(
            reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
        )
        assert page.context["form"].errors["password1"]


def test_sessions_are_listed_and_another_one_can_be_ended() -> None:
    user = a_user()
    here, elsewhere = through_the_page(user), through_the_page(user, address="10.4.8.9")
    page = here.get(reverse("usersessions_list")).content.decode()
    assert "10.4.8.9" in page
    assert page.count("Phiên này") == 1
    other = next(row for row in sessions_of(user) if row.ip == "10.4.8.9")
    here.post(reverse("accounts:end_session", args=[other.pk]))
    assert elsewhere.get(reverse("account")).status_code == 302
    assert here.get(reverse("account")).status_code == 200
    assert history_of(user).filter(verb="accounts.end_session").exists()


def test_all_other_sessions_can_be_ended_at_once() -> None:
    user = a_user()
    here, *others = [through_the_page(user, address=f"10.4.8.{number}") for number in range(1, 4)]
    here.post(reverse("accounts:end_other_sessions"))
    assert [client.get(reverse("account")).status_code for client in (here, *others)] == [200, 302, 302]


def test_nobody_ends_a_stranger_s_session() -> None:
    stranger = a_user()
    theirs = through_the_page(stranger)
    row = sessions_of(stranger)[0]
    assert through_the_page(a_user()).post(reverse("accounts:end_session", args=[row.pk])).status_code == 404
    assert theirs.get(reverse("account")).status_code == 200


def test_contact_and_language_are_kept_and_the_page_changes_language() -> None:
    user = a_user()
    client = through_the_page(user)
    answer = client.post(
        reverse("account"), {"email": "hanh@dailoc.example", "phone": "0905 000 111", "language": "en"}
    )
    assert answer.cookies["django_language"].value == "en"
    kept = User.objects.get(pk=user.pk)
    assert (kept.email, kept.phone, kept.language) == ("hanh@dailoc.example", "0905 000 111", "en")
    assert history_of(user).get(verb="accounts.correct_own").details["fields"] == ["email", "language", "phone"]


def test_a_wrong_address_is_told_beside_the_field_and_nothing_is_kept() -> None:
    user = a_user()
    page = through_the_page(user).post(reverse("account"), {"email": "khong-phai-thu", "language": "vi"})
    assert page.status_code == 422
    assert page.context["form"].errors["email"]
    assert User.objects.get(pk=user.pk).email == ""


def test_how_to_be_told_is_kept() -> None:
    user = a_user()
    told = {"channel": "", "digest_at": "08:15", "quiet_from": "21:00", "quiet_to": "06:00"}
    through_the_page(user).post(reverse("accounts:notices"), told)
    kept = preference_of(user.pk)
    assert f"{kept.digest_at:%H:%M}" == "08:15"
    assert kept.wants_digest is False


@pytest.mark.parametrize("name", PAGES)
def test_exactly_one_tab_is_marked_as_the_present_page(name: str) -> None:
    client = through_the_page(a_user())
    confirm(client)
    tabs = client.get(reverse(name)).content.decode().split('aria-label="Tài khoản của tôi"')[1].split("</nav>")[0]
    assert tabs.count('aria-current="page"') == 1
    assert f'href="{reverse(name)}" aria-current="page"' in tabs
