"""The organisation over HTTP."""

import pytest
from django.test import Client

from tests.factories.org import a_group, a_small_province, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role

pytestmark = pytest.mark.django_db


def _client(role: Role = Role.OFFICER) -> Client:
    return signed_in(an_officer(role, a_small_province().province))


def test_units_come_in_pages_that_join_without_gap_or_repeat() -> None:
    client, found, cursor = _client(), [], ""
    for _page in range(10):
        page = client.get("/api/v1/org/units", {"size": 4, "cursor": cursor}).json()
        found += [unit["code"] for unit in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert len(found) == len(set(found)) == 11


def test_units_are_filtered_by_level_parent_words_and_day() -> None:
    client = _client()

    def codes(**asked: str) -> set[str]:
        return {unit["code"] for unit in client.get("/api/v1/org/units", asked).json()["items"]}

    assert codes(level="district") == {"506", "503"}
    assert codes(parent="506") == {"20500", "20503"}
    assert codes(q="ai nghia") == {"20500"}
    assert codes(on="2009-01-01") == set()
    assert client.get("/api/v1/org/units", {"parent": "404"}).status_code == 404
    assert client.get("/api/v1/org/units", {"cursor": "xyz"}).status_code == 422


def test_one_unit_shows_its_history() -> None:
    unit = _client().get("/api/v1/org/units/506").json()
    assert (unit["parent"], unit["kind"], len(unit["periods"])) == ("49", "huyện", 1)


def test_direct_children_and_the_audit_history_of_a_unit() -> None:
    client = _client(Role.ADMINISTRATOR)
    children = client.get("/api/v1/org/units/49/children").json()["items"]
    assert {unit["code"] for unit in children} >= {"506", "503", "so-yt"}
    assert "20500" not in {unit["code"] for unit in children}
    client.post("/api/v1/org/units/506/aliases", {"text": "Đại Lộc"}, content_type="application/json")
    entry = client.get("/api/v1/org/units/506/history").json()["items"][0]
    assert (entry["verb"], entry["told"]) == ("org.add_alias", "Thêm tên gọi khác")


def test_what_the_history_records_is_shown_to_administrators_of_the_unit_only() -> None:
    small = a_small_province()
    body = {"text": "Đại Lộc"}
    above = signed_in(an_officer(Role.ADMINISTRATOR, small.province))
    above.post("/api/v1/org/units/506/aliases", body, content_type="application/json")
    seen = {
        "above": above,
        "inside": signed_in(an_officer(Role.ADMINISTRATOR, small.districts[0])),
        "beside": signed_in(an_officer(Role.ADMINISTRATOR, small.districts[1])),
        "officer": signed_in(an_officer(Role.OFFICER, small.districts[0])),
    }
    shown = {name: client.get("/api/v1/org/units/506/history").json()["items"][0] for name, client in seen.items()}
    assert {name: entry["data"] for name, entry in shown.items()} == {
        "above": body,
        "inside": body,
        "beside": {},
        "officer": {},
    }
    assert shown["beside"]["told"] == "Thêm tên gọi khác"


def test_groups_and_their_members() -> None:
    client = _client()
    a_group()
    assert client.get("/api/v1/org/groups").json()[0]["members"] == 5
    members = client.get("/api/v1/org/groups/communes/members", {"on": "2020-07-28"}).json()["items"]
    assert [unit["parent"] for unit in members] == ["503", "503", "503", "506", "506"]
    assert client.get("/api/v1/org/groups/khong-co/members").status_code == 404
    assert client.get("/api/v1/org/groups/communes").json()["members"] == 5


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"posts/{2**63}", 404),
        (f"stand-ins/{2**63}", 404),
        ("units/%00", 404),
        ("units/%00/history", 404),
        ("groups/%00", 404),
        ("units?q=%00", 422),
        ("people?q=%00", 422),
        ("people?unit=khong-co", 404),
        ("units?size=0", 422),
        ("units?on=hom-qua", 422),
    ],
)
def test_what_no_database_holds_is_not_found_or_invalid(address: str, status: int) -> None:
    answer = _client().get(f"/api/v1/org/{address}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_lists_and_records_are_not_sent_again_unchanged() -> None:
    client = _client()
    for address in ("units", "units/506", "units/506/children", "groups", "people", "stand-ins"):
        first = client.get(f"/api/v1/org/{address}")
        assert first["ETag"], address
        again = client.get(f"/api/v1/org/{address}", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address
