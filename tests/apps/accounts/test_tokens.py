"""API tokens: shown once, hashed, scoped, revocable; and session requests with CSRF."""

from datetime import timedelta
from threading import Event, Thread
from time import monotonic

import pytest
from django.db import connections, transaction
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path, reverse
from ninja import NinjaAPI

from tests.factories.accounts import PASSWORD, a_user
from tests.factories.org import an_officer
from tests.factories.signin import confirm, through_the_page
from vungxanh.apps.accounts import secret_text
from vungxanh.apps.accounts.actions.reset_links import issue_reset_link, reset_password
from vungxanh.apps.accounts.actions.tokens import issue_token, revoke_token
from vungxanh.apps.accounts.api.auth import SessionAuth, TokenAuth
from vungxanh.apps.accounts.models import ApiToken, Scope
from vungxanh.apps.accounts.queries.tokens import token_for
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock, web
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

pytestmark = pytest.mark.django_db

api = NinjaAPI(urls_namespace="accounts-test", auth=[TokenAuth(), SessionAuth()])
web.register(api)


@api.api_operation(["GET", "POST"], "/me")
def me(request: HttpRequest) -> dict[str, str]:
    """Who the request is."""
    return {"username": request.user.get_username()}


urlpatterns = [path("api/v1/", api.urls)]


in_the_api = override_settings(ROOT_URLCONF=__name__)


def a_token(officer: Officer, scope: Scope = Scope.READ, *, days: int = 30) -> str:
    secret = secret_text.TOKEN_PREFIX + secret_text.mint()
    issue_token(officer.user, name="Cổng dữ liệu", scope=scope, days=days, secret=secret, by=officer, at=clock.now())
    return secret


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


@in_the_api
def test_a_program_reads_in_the_name_of_its_person() -> None:
    officer = an_officer()
    answer = Client().get("/api/v1/me", headers=bearer(a_token(officer)))
    assert answer.json() == {"username": officer.user.username}
    assert ApiToken.objects.get().last_used_at is not None


@in_the_api
def test_a_reading_token_cannot_write_and_a_writing_one_can_without_csrf() -> None:
    officer = an_officer()
    client = Client(enforce_csrf_checks=True)
    assert client.post("/api/v1/me", headers=bearer(a_token(officer))).status_code == 403
    assert client.post("/api/v1/me", headers=bearer(a_token(officer, Scope.WRITE))).status_code == 200


@in_the_api
def test_wrong_revoked_expired_and_inactive_tokens_are_all_401() -> None:
    officer = an_officer()
    revoked, expired, live = a_token(officer), a_token(officer), a_token(officer)
    revoke_token(ApiToken.objects.get(digest=secret_text.digest(revoked)), by=officer, at=clock.now())
    past = clock.now() - timedelta(days=2)
    ApiToken.objects.filter(digest=secret_text.digest(expired)).update(
        created_at=past, expires_at=past + timedelta(days=1)
    )
    for secret in ("vx_khong-co", revoked, expired):
        answer = Client().get("/api/v1/me", headers=bearer(secret))
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
    officer.user.is_active = False
    officer.user.save()
    assert Client().get("/api/v1/me", headers=bearer(live)).status_code == 401


def test_only_the_hash_of_a_token_is_kept() -> None:
    secret = a_token(an_officer())
    kept = ApiToken.objects.values().get()
    assert secret not in str(kept)
    assert secret.startswith(kept["start"])


@in_the_api
def test_use_is_noted_at_most_once_in_ten_minutes() -> None:
    secret = a_token(an_officer())
    Client().get("/api/v1/me", headers=bearer(secret))
    first = ApiToken.objects.get().last_used_at
    Client().get("/api/v1/me", headers=bearer(secret))
    assert ApiToken.objects.get().last_used_at == first


@in_the_api
def test_a_browser_s_session_reads_and_writes_only_with_the_csrf_token() -> None:
    user = a_user()
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.get("/api/v1/me").json() == {"username": user.username}
    assert client.post("/api/v1/me").status_code == 403


def test_nobody_makes_or_revokes_a_token_for_another() -> None:
    one, other = an_officer(), an_officer()
    secret = secret_text.mint()
    with pytest.raises(NotAllowed):
        issue_token(one.user, name="x", scope=Scope.READ, days=1, secret=secret, by=other, at=clock.now())
    a_token(one)
    with pytest.raises(NotAllowed):
        revoke_token(ApiToken.objects.get(), by=other, at=clock.now())
    assert ApiToken.objects.get().revoked_at is None


@pytest.mark.parametrize("days", [0, 366])
def test_a_token_lives_a_day_to_a_year(days: int) -> None:
    with pytest.raises(Invalid):
        a_token(an_officer(), days=days)


def test_a_person_has_at_most_twenty_live_tokens() -> None:
    officer = an_officer()
    for _ in range(20):
        a_token(officer)
    with pytest.raises(Conflict):
        a_token(officer)


def test_tokens_are_made_shown_once_and_revoked_in_the_browser() -> None:
    officer = an_officer()
    client = through_the_page(officer.user)
    assert client.get(reverse("accounts:tokens"))["Location"].startswith(reverse("account_reauthenticate"))
    confirm(client)
    made = client.post(reverse("accounts:tokens"), {"name": "Một cửa", "scope": "write", "days": "90"})
    token = ApiToken.objects.get()
    assert made.context["secret"].startswith("vx_")
    assert token.digest == secret_text.digest(made.context["secret"])
    assert token.unit_code == officer.unit.code
    assert made.context["secret"] not in client.get(reverse("accounts:tokens")).content.decode()
    client.post(reverse("accounts:revoke_token", args=[token.pk]))
    assert ApiToken.objects.get().revoked_at is not None
    assert [entry.verb for entry in history_of(token)] == ["accounts.issue_token", "accounts.revoke_token"]


@pytest.mark.django_db(transaction=True)
@in_the_api
def test_reading_waits_for_no_writer_and_never_fails_for_its_note() -> None:
    secret = a_token(an_officer())
    writing, done = Event(), Event()

    def write() -> None:
        try:
            with transaction.atomic():
                ApiToken.objects.update(name="x")
                writing.set()
                done.wait(30)
        finally:
            connections.close_all()

    other = Thread(target=write)
    other.start()
    try:
        assert writing.wait(10)
        begun = monotonic()
        assert Client().get("/api/v1/me", headers=bearer(secret)).status_code == 200
        assert monotonic() - begun < 5
    finally:
        done.set()
        other.join()
    assert ApiToken.objects.get().last_used_at is None
    Client().get("/api/v1/me", headers=bearer(secret))
    assert ApiToken.objects.get().last_used_at is not None


def test_a_new_password_ends_the_tokens() -> None:
    officer = an_officer()
    secret, client = a_token(officer), through_the_page(officer.user)
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "mot-mat-khau-khac-han", "password2": "mot-mat-khau-khac-han"},
    )
    assert token_for(secret, clock.now()) is None
    secret, link = a_token(officer), secret_text.mint()
    issue_reset_link(officer.user, secret=link, by=SystemActor("console"), at=clock.now())
    reset_password(link, password="mot-mat-khau-thu-ba", at=clock.now())
    assert token_for(secret, clock.now()) is None
