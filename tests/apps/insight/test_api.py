"""The numbers over HTTP: those of the pages."""

import csv
import io

import pytest

from tests.apps.insight.making import NOW
from tests.apps.insight.showing import a_case
from tests.factories.api import Program, body_of
from tests.factories.directives import a_directive
from tests.factories.org import an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.insight.queries.figures import figures
from vungxanh.apps.insight.queries.scope import scope_for
from vungxanh.apps.insight.summary import summary_of
from vungxanh.apps.work.models import Assignment
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(settings: pytest.FixtureRequest) -> None:
    settings.CLOCK_OFFSET = NOW - clock.machine_now()  # type: ignore[attr-defined]


def test_the_list_of_directives_carries_their_counts() -> None:
    _small, leader, directive = a_case()
    a_directive(leader.unit)  # a draft has no numbers
    page = Program(leader).get("insight/directives").json()
    total = figures(scope_for(leader, directive.pk, at=NOW)).total
    assert [(row["id"], row["counts"]["total"], row["counts"]["late_open"]) for row in page["items"]] == [
        (directive.pk, total.counts.total, total.counts.late_open)
    ]


def test_the_numbers_are_headed_by_the_pages_sentences() -> None:
    _small, leader, directive = a_case()
    program, path = Program(leader), f"insight/directives/{directive.pk}"
    told = program.get(path)
    found = figures(scope_for(leader, directive.pk, at=NOW))
    assert told.json()["headlines"] == list(summary_of(found).headlines)
    assert program.get(path, held=told["ETag"]).status_code == 304
    part = program.get(path, unit="506").json()
    assert (
        part["total"]["total"] == figures(scope_for(leader, directive.pk, at=NOW, unit_code="506")).total.counts.total
    )


def test_the_league_ranks_a_level() -> None:
    _small, leader, directive = a_case()
    program, path = Program(leader), f"insight/directives/{directive.pk}/league"
    league = program.get(path, level="commune", measure="late").json()
    shares = [place["share"] for place in league["places"] if place["rank"]]
    assert shares == sorted(shares, reverse=True)
    assert len(league["places"]) == len(figures(scope_for(leader, directive.pk, at=NOW)).communes)
    assert program.get(path).status_code == 422, "like is ranked with like: the level is asked for"


def test_the_map_says_how_each_commune_is_placed() -> None:
    small, leader, directive = a_case()
    first, district = small.communes[0], small.districts[0]
    first.latitude, first.longitude = 15.9, 108.1
    first.save()
    district.latitude, district.longitude = 15.8, 108.0
    district.save()
    points = {point["code"]: point for point in Program(leader).get(f"insight/directives/{directive.pk}/map").json()}
    assert (points[first.code]["placed"], points[first.code]["latitude"]) == ("own", 15.9)
    beside = points[small.communes[1].code]
    assert (beside["placed"], beside["latitude"]) == ("district", 15.8)
    far = points[small.communes[2].code]
    assert (far["placed"], far["latitude"]) == (None, None)


def test_the_course_ends_with_what_stands_now() -> None:
    _small, leader, directive = a_case()
    went = Program(leader).get(f"insight/directives/{directive.pk}/course").json()
    assert went["days"][-1]["reported"] == figures(scope_for(leader, directive.pk, at=NOW)).total.done
    assert went["working_days"] > 0


def test_overdue_work_is_paged_the_longest_first() -> None:
    _small, leader, directive = a_case()
    program, path = Program(leader), f"insight/directives/{directive.pk}/late"
    total = figures(scope_for(leader, directive.pk, at=NOW)).total.counts.late_open
    items, cursor = [], ""
    while page := program.get(path, size=2, cursor=cursor).json():
        items += page["items"]
        if not (cursor := page["next"]):
            break
    assert len({item["id"] for item in items}) == len(items) == total > 2
    due = [item["due_at"] for item in items]
    assert due == sorted(due)
    assert all(item["days"] < 0 for item in items)


def test_the_tables_are_exported() -> None:
    _small, leader, directive = a_case()
    program, path = Program(leader), f"insight/directives/{directive.pk}"
    lines = figures(scope_for(leader, directive.pk, at=NOW)).units
    rows = list(csv.DictReader(io.StringIO(body_of(program.get(f"{path}/units.csv")).decode("utf-8-sig"))))
    assert [row["Mã đơn vị"] for row in rows] == [line.unit.code for line in lines]
    rows = list(csv.DictReader(io.StringIO(body_of(program.get(f"{path}/assignments.csv")).decode("utf-8-sig"))))
    assert len(rows) == sum(line.tally.counts.total for line in lines)
    assert directive.number in body_of(program.get("insight/directives.csv")).decode()
    assert body_of(program.get(f"{path}/units.xlsx")).startswith(b"PK")
    assert program.get(f"{path}/units.pdf").status_code == 422


def test_a_stranger_finds_no_numbers() -> None:
    _small, _leader, directive = a_case()
    Assignment.objects.filter(unit__code="20422").delete()
    stranger = Program(an_officer(Role.LEADER))
    parts = ("", "/league?level=commune", "/map", "/course", "/late", "/units.csv", "/assignments.csv")
    assert {stranger.get(f"insight/directives/{directive.pk}{part}").status_code for part in parts} == {404}
    assert stranger.get("insight/directives").json()["items"] == []
