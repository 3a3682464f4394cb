"""Accounts and notices over HTTP."""

from typing import Any

import pytest
from django.test import Client

from tests.factories.accounts import a_user
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


def patch(client: Client, address: str, tag: str = "*", **body: object) -> Any:
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


def test_a_program_makes_tokens_that_do_not_outlive_its_own_and_sees_the_secret_once() -> None:
    client = a_program(an_officer(), days=30)
    assert send(client, f"{BASE}/tokens", name="Cổng", days=31).json()["errors"][0]["field"] == "days"
    made = send(client, f"{BASE}/tokens", name="Cổng", days=29)
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert Client(headers={"authorization": f"Bearer {secret}"}).get(f"{BASE}/me").json()["scope"] == "read"
    listed = client.get(f"{BASE}/tokens")
    assert secret not in listed.content.decode()
    assert client.delete(f"{BASE}/tokens/{made.json()['id']}").status_code == 204
    assert Client(headers={"authorization": f"Bearer {secret}"}).get(f"{BASE}/me").status_code == 401
    assert [token["name"] for token in client.get(f"{BASE}/tokens").json()] == ["Máy"]


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
