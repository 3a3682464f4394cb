"""Accounts and notices over HTTP."""

from functools import partial
from typing import Any

import pytest
from django.test import Client

from tests.factories.accounts import a_user
from tests.factories.api import at_once, copy_of
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.signin import confirm, through_the_page
from tests.factories.web import signed_in
from vungxanh.apps.accounts import secret_text
from vungxanh.apps.accounts.actions.tokens import issue_token
from vungxanh.apps.accounts.models import ApiToken, Scope, User
from vungxanh.apps.accounts.queries.sessions import sessions_of
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import clock
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.notices.actions import notify
from vungxanh.kit.notices.models import Notice
from vungxanh.kit.notices.queries import unread_count

pytestmark = pytest.mark.django_db
BASE = "/api/v1/accounts"


def send(client: Client, address: str, **body: object) -> Any:
    return client.post(address, body, content_type="application/json")


def patch(client: Client, address: str, tag: str = "", **body: object) -> Any:
    """Without a tag, on the state of this moment."""
    tag = tag or client.get(address).get("ETag", "")
    return client.patch(address, body, content_type="application/json", headers={"if-match": tag})


def a_program(officer: Officer, *, days: int = 30) -> Client:
    """A client that sends a writing token."""
    secret = secret_text.TOKEN_PREFIX + secret_text.mint()
    issue_token(officer.user, name="Máy", scope=Scope.WRITE, days=days, secret=secret, by=officer, at=clock.now())
    return Client(headers={"authorization": f"Bearer {secret}"})


def test_who_am_i_names_the_person_the_unit_and_the_roles() -> None:
    officer = an_officer(Role.CLERK, name="Võ Thị Sáu")
    me = signed_in(officer).get(f"{BASE}/me").json()
    assert (me["full_name"], me["unit"], me["roles"], me["scope"]) == (
        "Võ Thị Sáu",
        officer.unit.code,
        ["clerk"],
        None,
    )
    assert a_program(officer).get(f"{BASE}/me").json()["scope"] == "write"


def test_my_contact_is_changed_on_the_state_i_saw() -> None:
    officer = an_officer()
    client = signed_in(officer)
    seen = client.get(f"{BASE}/me")["ETag"]
    assert patch(client, f"{BASE}/me", seen, phone="0905 000 111").json()["phone"] == "0905 000 111"
    assert patch(client, f"{BASE}/me", seen, phone="1").status_code == 412
    assert patch(client, f"{BASE}/me", email="khong-phai-thu").json()["errors"][0]["field"] == "email"
    assert patch(client, f"{BASE}/me", full_name="Người khác").status_code == 422


def test_a_program_makes_no_tokens_and_takes_them_away() -> None:
    client = a_program(an_officer())
    refused = send(client, f"{BASE}/tokens", name="Cổng", days=1)
    assert (refused.status_code, ApiToken.objects.count()) == (403, 1)
    own = client.get(f"{BASE}/tokens").json()[0]
    assert client.delete(f"{BASE}/tokens/{own['id']}").status_code == 204
    assert client.get(f"{BASE}/me").status_code == 401


def test_a_new_token_s_secret_is_seen_once() -> None:
    client = through_the_page(an_officer().user)
    confirm(client)
    secret = send(client, f"{BASE}/tokens", name="Cổng", days=29).json()["secret"]
    assert Client(headers={"authorization": f"Bearer {secret}"}).get(f"{BASE}/me").json()["scope"] == "read"
    assert secret not in client.get(f"{BASE}/tokens").content.decode()


def test_ending_all_sessions_ends_all_tokens_too() -> None:
    officer = an_officer(Role.CLERK)
    administrator = signed_in(an_officer(Role.ADMINISTRATOR, officer.unit))
    here, program = through_the_page(officer.user), a_program(officer)
    assert send(here, f"{BASE}/sessions/end-others").status_code == 200
    assert (here.get(f"{BASE}/me").status_code, program.get(f"{BASE}/me").status_code) == (200, 401)
    program = a_program(officer)
    assert send(administrator, f"{BASE}/people/{officer.user.pk}/end-sessions").status_code == 200
    assert (here.get(f"{BASE}/me").status_code, program.get(f"{BASE}/me").status_code) == (401, 401)
    assert history_of(officer.user).filter(verb="accounts.end_session").last().details["tokens"] == 1  # type: ignore[union-attr]


def test_an_administrator_sees_and_revokes_the_tokens_of_people_looked_after() -> None:
    officer = an_officer(Role.CLERK)
    program, other = a_program(officer), a_program(an_officer())
    program.get(f"{BASE}/me")
    client, address = (
        signed_in(an_officer(Role.ADMINISTRATOR, officer.unit)),
        f"{BASE}/people/{officer.user.pk}/tokens",
    )
    shown = client.get(address).json()
    assert [(each["name"], each["last_used_at"] is None, "start" in each) for each in shown] == [("Máy", False, False)]
    theirs = ApiToken.objects.exclude(user=officer.user).get()
    assert client.delete(f"{address}/{theirs.pk}").status_code == 404
    for stranger in (signed_in(an_officer(Role.ADMINISTRATOR)), other):
        assert stranger.delete(f"{address}/{shown[0]['id']}").status_code in {403, 404}
        assert stranger.get(address).status_code in {403, 404}
    assert client.delete(f"{address}/{shown[0]['id']}").status_code == 204
    assert (program.get(f"{BASE}/me").status_code, client.get(address).json()) == (401, [])


def test_an_administrator_s_page_shows_tokens_and_takes_them_away() -> None:
    officer = an_officer(Role.CLERK)
    program, client = a_program(officer), signed_in(an_officer(Role.ADMINISTRATOR, officer.unit))
    page = f"/tai-khoan/nguoi-dung/{officer.user.pk}/"
    token = ApiToken.objects.get()
    assert "Máy" in client.get(page).content.decode()
    assert token.start not in client.get(page).content.decode()
    assert client.post(f"{page}ma-truy-cap/{token.pk}/thu-hoi/").status_code == 302
    assert program.get(f"{BASE}/me").status_code == 401


def test_a_change_without_the_version_it_was_made_on_is_refused() -> None:
    client = signed_in(an_officer(Role.ADMINISTRATOR))
    pk = send(client, f"{BASE}/people", username="hanh.nt", full_name="Nguyễn Thị Hạnh").json()["id"]
    for address in (f"{BASE}/me", f"{BASE}/people/{pk}", "/api/v1/notices/preferences"):
        for tag in ("*", "garbage", '"garbage"'):
            assert patch(client, address, tag).status_code == 428, f"{address} {tag}"
        assert client.patch(address, {}, content_type="application/json").status_code == 428
        assert patch(client, address, '"999999-1"').status_code == 412


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_made_on_one_version_one_is_kept() -> None:
    client = signed_in(an_officer(Role.ADMINISTRATOR))
    pk = send(client, f"{BASE}/people", username="hanh.nt", full_name="Nguyễn Thị Hạnh").json()["id"]
    for address, field in (
        (f"{BASE}/people/{pk}", "phone"),
        (f"{BASE}/me", "phone"),
        ("/api/v1/notices/preferences", "digest_at"),
    ):
        for turn in range(3):
            seen = client.get(address)["ETag"]
            acts = [
                partial(patch, copy_of(client), address, seen, **{field: f"{turn + 1:02}:{number}0:00"})
                for number in (1, 2)
            ]
            assert sorted(answer.status_code for answer in at_once(*acts)) == [200, 412], address


@pytest.mark.django_db(transaction=True)
def test_three_who_take_one_user_name_at_once_make_one_account() -> None:
    client = signed_in(an_officer(Role.ADMINISTRATOR))
    for turn in range(3):
        name = f"hanh.{turn}"
        acts = [partial(send, copy_of(client), f"{BASE}/people", username=name, full_name="Hạnh") for _ in range(3)]
        statuses = sorted(answer.status_code for answer in at_once(*acts))
        assert statuses[0] == 201, statuses
        assert set(statuses[1:]) <= {409, 422}, statuses


def test_a_browser_confirms_the_password_before_it_makes_a_token() -> None:
    client = through_the_page(an_officer().user)
    assert send(client, f"{BASE}/tokens", name="Cổng").status_code == 403
    confirm(client)
    assert send(client, f"{BASE}/tokens", name="Cổng").status_code == 201
    assert send(client, f"{BASE}/tokens", name=" ").status_code == 422


def test_nobody_revokes_another_person_s_token() -> None:
    a_program(an_officer())
    token = ApiToken.objects.get()
    assert signed_in(an_officer()).delete(f"{BASE}/tokens/{token.pk}").status_code == 404
    assert signed_in(an_officer()).delete(f"{BASE}/tokens/{2**63}").status_code == 404


def test_sessions_are_listed_and_ended() -> None:
    user = an_officer().user
    here, elsewhere = through_the_page(user), through_the_page(user, address="10.4.8.9")
    rows = here.get(f"{BASE}/sessions").json()
    assert sorted((row["address"], row["here"]) for row in rows) == [("10.4.8.1", True), ("10.4.8.9", False)]
    other = next(row["id"] for row in rows if not row["here"])
    assert signed_in(an_officer()).delete(f"{BASE}/sessions/{other}").status_code == 404
    assert here.delete(f"{BASE}/sessions/{other}").status_code == 204
    assert elsewhere.get(f"{BASE}/me").status_code == 401
    through_the_page(user, address="10.4.8.9")
    assert send(here, f"{BASE}/sessions/end-others").json() == {"count": 1}
    assert len(sessions_of(user)) == 1


def test_an_administrator_makes_corrects_stops_and_reopens_an_account() -> None:
    client = signed_in(an_officer(Role.ADMINISTRATOR))
    made = send(client, f"{BASE}/people", username="hanh.nt", full_name="Nguyễn Thị Hạnh")
    assert made.status_code == 201
    pk = made.json()["id"]
    again = send(client, f"{BASE}/people", username="hanh.nt", full_name="X")
    assert again.json()["errors"][0]["field"] == "username"
    address = f"{BASE}/people/{pk}"
    assert patch(client, address, made["ETag"], phone="0905").json()["phone"] == "0905"
    assert patch(client, address, made["ETag"], phone="0906").status_code == 412
    assert send(client, f"{address}/deactivate").json()["is_active"] is False
    assert send(client, f"{address}/deactivate").status_code == 409
    assert send(client, f"{address}/reactivate").json()["is_active"] is True
    link = send(client, f"{address}/reset-link")
    assert (link.status_code, link["Cache-Control"]) == (201, "no-store")
    assert Client().get(link.json()["address"].removeprefix("http://127.0.0.1:8000")).status_code == 200
    assert [person["username"] for person in client.get(f"{BASE}/people", {"q": "hanh nt"}).json()["items"]] == [
        "hanh.nt"
    ]


def test_a_lock_is_seen_and_lifted() -> None:
    commune = a_unit(parent=a_province())
    client = signed_in(an_officer(Role.ADMINISTRATOR, commune))
    locked = an_officer(Role.CLERK, commune).user
    for _ in range(5):
        Client(REMOTE_ADDR="10.4.8.1").post("/tai-khoan/dang-nhap/", {"login": locked.username, "password": "sai"})
    assert [(lock["person"], lock["failures"]) for lock in client.get(f"{BASE}/locks").json()] == [(locked.pk, 5)]
    assert client.get(f"{BASE}/people/{locked.pk}").json()["locked"] is True
    assert send(client, f"{BASE}/people/{locked.pk}/unlock").json()["locked"] is False
    assert history_of(locked).filter(verb="accounts.unlock").exists()


def test_other_units_officers_are_refused() -> None:
    person = an_officer(Role.CLERK).user
    stranger = signed_in(an_officer(Role.ADMINISTRATOR))
    officer = signed_in(an_officer(Role.LEADER))
    for act in ("deactivate", "reactivate", "unlock", "end-sessions", "remove-factors", "reset-link"):
        assert send(stranger, f"{BASE}/people/{person.pk}/{act}").status_code == 404, act
        assert send(officer, f"{BASE}/people/{person.pk}/{act}").status_code == 403, act
    assert patch(stranger, f"{BASE}/people/{person.pk}", phone="1").status_code == 404
    for address in ("people", "locks", f"people/{person.pk}"):
        assert officer.get(f"{BASE}/{address}").status_code == 403, address
    assert stranger.get(f"{BASE}/people/{2**63}").status_code == 404
    assert send(stranger, f"{BASE}/people", username="a\x00b", full_name="X").status_code == 422
    assert User.objects.get(pk=person.pk).is_active


def told(user: User, count: int) -> None:
    for number in range(count):
        notify([user.pk], kind="test", subject=f"Việc {number}", body="", url="/", at=clock.now(), key=f"n:{number}")


def test_notices_come_in_pages_and_are_marked_read() -> None:
    officer = an_officer()
    client = signed_in(officer)
    told(officer.user, 5)
    first = client.get("/api/v1/notices", {"size": 3}).json()
    rest = client.get("/api/v1/notices", {"size": 3, "cursor": first["next"]}).json()
    assert (len(first["items"]), len(rest["items"]), first["unread"], rest["next"]) == (3, 2, 5, "")
    one = first["items"][0]["id"]
    assert send(client, f"/api/v1/notices/{one}/read").json()["read_at"]
    assert client.get("/api/v1/notices", {"unread": "true"}).json()["unread"] == 4
    assert send(client, "/api/v1/notices/read", ids=[rest["items"][0]["id"], 2**63, -1]).json() == {"count": 1}
    assert send(client, "/api/v1/notices/read").json() == {"count": 3}


def test_other_people_s_notices_are_neither_seen_nor_marked() -> None:
    other = an_officer().user
    told(other, 1)
    client, pk = signed_in(an_officer()), Notice.objects.get().pk
    assert client.get("/api/v1/notices").json()["items"] == []
    assert client.get(f"/api/v1/notices/{pk}").status_code == 404
    assert client.get(f"/api/v1/notices/{2**63}").status_code == 404
    assert send(client, f"/api/v1/notices/{pk}/read").status_code == 404
    assert send(client, "/api/v1/notices/read", ids=[pk]).json() == {"count": 0}
    assert unread_count(other.pk) == 1


def test_how_to_be_told_is_read_and_chosen() -> None:
    client, address = signed_in(an_officer()), "/api/v1/notices/preferences"
    seen = client.get(address)
    assert (seen.json()["wants_digest"], seen.json()["digest_at"]) == (True, "07:30:00")
    changed = patch(client, address, seen["ETag"], digest_at="08:15", wants_digest=False).json()
    assert (changed["digest_at"], changed["wants_digest"], changed["quiet_to"]) == ("08:15:00", False, "06:30:00")
    assert patch(client, address, seen["ETag"], digest_at="09:00").status_code == 412
    assert patch(client, address, channel="bo-cau").status_code == 422


def test_a_person_without_a_post_and_a_stranger_get_nothing() -> None:
    assert Client().get(f"{BASE}/me").status_code == 401
    without_post = through_the_page(a_user())
    assert without_post.get(f"{BASE}/me").status_code == 403
