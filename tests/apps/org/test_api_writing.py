"""Changing the organisation over HTTP: sheets, dated changes, posts, stand-ins."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.accounts import a_user
from tests.factories.api import at_once, copy_of
from tests.factories.org import a_small_province, a_stand_in, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post, Unit, UnitPeriod
from vungxanh.apps.org.queries.officers import officers_of
from vungxanh.apps.org.views.showing import today
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db
GOOD = "code,name,kind,level,parent,lat,lon\n20999,Xã Mới,xã,commune,506,,\n"


def _client(role: Role = Role.ADMINISTRATOR) -> Client:
    return signed_in(an_officer(role, a_small_province().province))


def _send(client: Client, address: str, **body: object) -> Any:
    return client.post(f"/api/v1/org/{address}", body, content_type="application/json")


def _sheet(client: Client, text: str, *, query: str = "", **fields: str) -> Any:
    file = SimpleUploadedFile("x.csv", text.encode(), content_type="text/csv")
    return client.post(f"/api/v1/org/import{query}", {"file": file} | fields)


def _day(days: int = 1) -> str:
    return str(today() + timedelta(days=days))


def test_an_import_takes_all_rows_in_and_answers_as_the_command_does() -> None:
    answer = _sheet(_client(), GOOD)
    assert answer.json() == {"units": 1, "levels": {"commune": 1}, "errors": []}
    assert Unit.objects.get(code="20999").path == "/49/506/20999/"


def test_a_dry_run_stores_nothing_wherever_the_flag_stands() -> None:
    client = _client()
    assert _sheet(client, GOOD, dry_run="true").json()["units"] == 1
    assert _sheet(client, GOOD, query="?dry_run=true").status_code == 200
    assert not Unit.objects.filter(code="20999").exists()


def test_a_bad_sheet_is_422_with_every_error_and_stores_nothing() -> None:
    client = _client()
    answer = _sheet(client, GOOD + "20998,,xã,commune,506,,\n")
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    told = answer.json()
    assert [(error["row"], error["field"]) for error in told["errors"]] == [(3, "name")]
    assert (told["status"], told["units"]) == (422, 1)
    assert not Unit.objects.filter(code="20999").exists()
    assert _sheet(client, " ").json()["errors"][0]["field"] == "file"


def test_only_administrators_take_units_in_and_only_below_their_own() -> None:
    small = a_small_province()
    assert _sheet(signed_in(an_officer(Role.OFFICER, small.province)), GOOD).status_code == 403
    answer = _sheet(signed_in(an_officer(Role.ADMINISTRATOR, small.districts[1])), GOOD)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "code")


def test_the_directory_is_given_out_as_csv_and_xlsx() -> None:
    client = _client(Role.OFFICER)
    text = b"".join(client.get("/api/v1/org/export").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert text.startswith("code,name,kind,level,parent,lat,lon")
    book = client.get("/api/v1/org/export", {"format": "xlsx"})
    assert b"".join(book.streaming_content).startswith(b"PK")  # type: ignore[attr-defined]
    assert client.get("/api/v1/org/export", {"format": "pdf"}).status_code == 422


def _change(client: Client, code: str, act: str, tag: str = "", **body: object) -> Any:
    address = f"/api/v1/org/units/{code}"
    tag = tag or client.get(address)["ETag"]
    return client.post(f"{address}/{act}", body, content_type="application/json", headers={"if-match": tag})


def test_a_unit_is_renamed_moved_merged_and_ended_from_a_day_on() -> None:
    client = _client()
    renamed = _change(client, "20503", "rename", name="Xã Đại Sơn Mới", on=_day()).json()
    assert [period["name"] for period in renamed["periods"]] == ["Xã Đại Sơn", "Xã Đại Sơn Mới"]
    moved = _change(client, "20500", "move", parent="503", on=_day()).json()
    assert moved["periods"][-1]["parent"] == "503"
    merged = _change(client, "20404", "merge", into="20398", on=_day()).json()
    assert merged["successors"] == ["20398"]
    ended = _change(client, "20422", "end", successors=["20398"], on=_day()).json()
    assert ended["periods"][-1]["ends_on"] == _day()
    assert _change(client, "20422", "end", on=_day()).status_code == 409
    assert _change(client, "506", "move", parent="404", on=_day()).json()["errors"][0]["field"] == "parent"


def test_a_change_made_on_an_old_state_or_on_none_is_refused() -> None:
    client = _client()
    seen = client.get("/api/v1/org/units/506")["ETag"]
    first = _change(client, "506", "rename", seen, name="Tên 1", on=_day(1))
    assert first.status_code == 200
    assert _change(client, "506", "rename", seen, name="Tên 2", on=_day(2)).status_code == 412
    acts: dict[str, dict[str, object]] = {"rename": {"name": "X"}, "move": {"parent": "503"}}
    for act, body in (acts | {"merge": {"into": "503"}, "end": {}}).items():
        for tag in ("*", "garbage", 'W/"x"'):
            assert _change(client, "506", act, tag, on=_day(2), **body).status_code == 428, f"{act} {tag}"
        assert _send(client, f"units/506/{act}", on=_day(2), **body).status_code == 428, act
    assert _change(client, "506", "rename", first["ETag"], name="Tên 2", on=_day(2)).status_code == 200
    ahead = client.get("/api/v1/org/units/506", {"on": _day(9)})
    assert _change(client, "506", "rename", ahead["ETag"], name="Tên 3", on=_day(3)).status_code == 200


@pytest.mark.parametrize(("name", "told"), [("X" * 5000, "Tên phải có từ 1 đến 200 ký tự."), (" ", "Nhập tên.")])
def test_a_name_that_is_too_long_is_told_the_limit(name: str, told: str) -> None:
    client = _client()
    answer = _change(client, "506", "rename", name=name, on=_day())
    assert answer.status_code == 422
    assert [(error["field"], error["message"]) for error in answer.json()["errors"]] == [("name", told)]


@pytest.mark.django_db(transaction=True)
def test_of_two_renames_made_on_one_version_one_is_kept() -> None:
    client = _client()
    for turn in range(1, 4):
        seen = client.get("/api/v1/org/units/506")["ETag"]
        body = {"name": f"Tên {turn}", "on": _day(turn)}
        acts = [partial(_change, copy_of(client), "506", "rename", seen, **body) for _ in range(2)]
        assert sorted(answer.status_code for answer in at_once(*acts)) == [200, 412]


def test_administrators_of_other_units_change_nothing() -> None:
    small = a_small_province()
    client = signed_in(an_officer(Role.ADMINISTRATOR, small.districts[1]))
    post = Post.objects.get(user=an_officer(Role.CLERK, small.districts[0]).user)
    appointment = {"person": post.user.username, "role": "leader", "starts_on": _day()}
    attempts: list[tuple[str, dict[str, str]]] = [
        ("units/506/rename", {"name": "X", "on": _day()}),
        ("units/506/move", {"parent": "503", "on": _day()}),
        ("units/506/merge", {"into": "503", "on": _day()}),
        ("units/506/end", {"on": _day()}),
        ("units/506/aliases", {"text": "X"}),
        ("units/506/posts", appointment),
        (f"posts/{post.pk}/end", {"on": _day()}),
    ]
    for address, body in attempts:
        assert _send(client, address, **body).status_code == 403, address
    assert UnitPeriod.objects.filter(code="506").count() == 1
    assert Post.objects.filter(unit=small.districts[0]).count() == 1


def test_aliases_are_listed_added_and_removed() -> None:
    client, address = _client(), "units/506/aliases"
    added = _send(client, address, text="Đại Lộc")
    assert added.status_code == 201
    assert [alias["text"] for alias in client.get(f"/api/v1/org/{address}").json()] == ["Đại Lộc"]
    assert client.delete(f"/api/v1/org/{address}/{added.json()['id']}").status_code == 204
    assert client.get(f"/api/v1/org/{address}").json() == []
    assert client.delete(f"/api/v1/org/{address}/{2**63}").status_code == 404
    assert _send(client, address, text="có\x00NUL").status_code == 422


def test_posts_are_given_listed_and_ended() -> None:
    client, person = _client(), a_user("Võ Thị Sáu")
    given = {"person": person.username, "role": "clerk", "starts_on": str(today()), "is_acting": True}
    made = _send(client, "units/506/posts", **given)
    assert (made.status_code, made.json()["is_acting"], made.json()["title"]) == (201, True, "Văn thư")
    assert _send(client, "units/506/posts", **given).status_code == 409
    assert client.get("/api/v1/org/units/506/posts").json()["items"][0]["name"] == "Võ Thị Sáu"
    pk = made.json()["id"]
    assert _send(client, f"posts/{pk}/end", on=_day(3)).json()["ends_on"] == _day(3)
    assert client.get(f"/api/v1/org/posts/{pk}").json()["ends_on"] == _day(3)
    unknown = _send(client, "units/506/posts", **(given | {"person": "khong-co"}))
    assert unknown.json()["errors"][0]["field"] == "person"
    assert _send(client, "units/506/posts", **(given | {"hat": "red"})).json()["errors"][0]["field"] == "hat"


def test_people_are_found_by_name_unit_and_role() -> None:
    small = a_small_province()
    an_officer(Role.CLERK, small.communes[0], name="Võ Thị Sáu")
    client = signed_in(an_officer(Role.LEADER, small.province, name="Trần Văn Tỉnh"))

    def names(**asked: str) -> list[str]:
        return [item["name"] for item in client.get("/api/v1/org/people", asked).json()["items"]]

    assert names() == ["Trần Văn Tỉnh", "Võ Thị Sáu"]
    assert names(q="vo sau") == names(role="clerk") == names(unit="506", below="true") == ["Võ Thị Sáu"]
    assert names(unit="506") == []
    seat = client.get("/api/v1/org/seats").json()[0]
    assert (seat["unit"], seat["roles"], seat["active"]) == ("49", ["leader"], True)


def test_a_stand_in_is_asked_answered_and_ended_early() -> None:
    small = a_small_province()
    absent, helper = an_officer(Role.LEADER, small.districts[0]), an_officer(Role.OFFICER, small.districts[0])
    owner, other = signed_in(absent), signed_in(helper)
    post, person = Post.objects.get(user=absent.user), helper.user.username
    asked = {"post": post.pk, "person": person, "starts_on": str(today()), "ends_on": _day(9), "reason": "Công tác"}
    made = _send(owner, "stand-ins", **asked)
    assert (made.status_code, made.json()["state"]) == (201, "asked")
    pk = made.json()["id"]
    assert _send(owner, f"stand-ins/{pk}/accept").status_code == 403
    assert _send(other, f"stand-ins/{pk}/accept").json()["state"] == "accepted"
    assert [each["id"] for each in other.get("/api/v1/org/stand-ins").json()["asked"]] == [pk]
    assert [each["id"] for each in owner.get("/api/v1/org/stand-ins").json()["lent"]] == [pk]
    assert _send(owner, f"stand-ins/{pk}/end", on=_day()).json()["ends_on"] == _day()
    assert _send(owner, f"stand-ins/{pk}/end", on=_day(2)).status_code == 409
    stranger = signed_in(an_officer(Role.ADMINISTRATOR, small.districts[1]))
    assert stranger.get(f"/api/v1/org/stand-ins/{pk}").status_code == 404
    assert _send(stranger, f"stand-ins/{pk}/end", on=_day()).status_code == 404
    assert _send(stranger, "stand-ins", **asked).json()["errors"][0]["field"] == "post"


def test_a_stand_in_that_has_not_begun_is_called_off() -> None:
    absent, helper = an_officer(Role.LEADER), a_user("Võ Thị Sáu")
    post, first = Post.objects.get(user=absent.user), today() + timedelta(days=5)
    stand_in = a_stand_in(post, helper, at=clock.now(), starts_on=first, ends_on=first + timedelta(days=2))
    assert len(officers_of(helper, first)) == 1
    client = signed_in(absent)
    assert _send(client, f"stand-ins/{stand_in.pk}/end", on=_day(-1)).status_code == 422
    assert _send(client, f"stand-ins/{stand_in.pk}/end", on=str(today())).json()["state"] == "called_off"
    assert officers_of(helper, first) == []
    assert _send(client, f"stand-ins/{stand_in.pk}/end", on=str(today())).status_code == 409
