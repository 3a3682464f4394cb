"""The organisation over HTTP."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.org import a_group, a_small_province, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Unit

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


def test_groups_and_their_members() -> None:
    client = _client()
    a_group()
    assert client.get("/api/v1/org/groups").json()[0]["members"] == 5
    members = client.get("/api/v1/org/groups/communes/members", {"on": "2020-07-28"}).json()["items"]
    assert [unit["parent"] for unit in members] == ["503", "503", "503", "506", "506"]
    assert client.get("/api/v1/org/groups/khong-co/members").status_code == 404


def test_a_dry_run_is_for_administrators_and_stores_nothing() -> None:
    text = "code,name,kind,level,parent,lat,lon\n20999,Xã Mới,xã,commune,506,,\n20998,,xã,commune,506,,\n"

    def sent(client: Client) -> object:
        file = SimpleUploadedFile("x.csv", text.encode(), content_type="text/csv")
        return client.post("/api/v1/org/import/dry-run", {"file": file})

    answer = sent(_client(Role.ADMINISTRATOR)).json()
    assert [(error["row"], error["field"]) for error in answer["errors"]] == [(3, "name")]
    assert not Unit.objects.filter(code="20999").exists()
    assert sent(signed_in(an_officer(Role.OFFICER, Unit.objects.get(code="49")))).status_code == 403
