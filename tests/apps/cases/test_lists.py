"""Lists are one range of an index for each place, and duplicates are found among thousands of one name."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext

from tests.factories.cases import (
    NOW,
    TODAY,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_meeting,
    a_person,
    the_policies,
)
from tests.factories.cases import a_case as a_case_of
from vungxanh.apps.cases import keys
from vungxanh.apps.cases.actions import exposures
from vungxanh.apps.cases.models import Case, Check, Person, Plan, Standing
from vungxanh.apps.cases.queries import days
from vungxanh.apps.cases.queries.days import Part
from vungxanh.apps.cases.queries.duplicates import like
from vungxanh.apps.cases.queries.figures import by_commune, figures
from vungxanh.core.casework.identity import Identity

pytestmark = pytest.mark.django_db
OPENED = 20


def index_range(rows: QuerySet[Any, Any]) -> str:
    """The plan's line for a range of an index by path, "" when the table is read through."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            return "".join(re.findall(r"Index Cond: .*path.*~>=~.*", rows.explain()))
    return "".join(re.findall(r"SEARCH .*INDEX.*path>\?.*", rows.explain()))


@pytest.mark.parametrize("model", [Person, Case, Standing, Plan, Check])
def test_a_commune_is_a_range_of_an_index_in_a_database_of_any_locale(model: type[Model]) -> None:
    rows = model._default_manager.filter(path__under="/49/502/20335/")
    assert index_range((rows.filter(day=TODAY) if model is Check else rows).values("pk"))


def namesakes(count: int, phone: str = "") -> None:
    """So many Nguyễn Văn An of 1980 in the province, without telephones of their own."""
    place = a_commune()
    identity = Identity("Nguyễn Văn An", year=1980, phone=phone)
    Person.objects.bulk_create(
        Person(
            pseudonym=f"NG-{phone[-4:]}{n}",
            full_name=identity.name,
            phone=phone,
            birth_year=1980,
            commune=place,
            path=place.path,
            entered_at=NOW,
            updated_at=NOW,
            **keys.of(identity),
        )
        for n in range(count)
    )


def test_who_shares_the_number_too_is_found_among_many_of_one_name() -> None:
    namesakes(3 * OPENED)
    own = a_person(name="Nguyễn Văn An", birth_year=1980, phone="0912345678")
    namesakes(3 * OPENED, "0901234567")
    found = like(a_cdc_officer(), Identity("Nguyễn Văn An", year=1980, phone="0912 345 678"))
    assert found[0].person == own
    assert len(found) == OPENED


def test_who_has_the_year_too_is_found_among_many_of_one_number() -> None:
    namesakes(3 * OPENED, "0901234567")
    own = a_person(name="Trần Thị Bích", birth_year=1991, phone="0901234567")
    found = like(a_cdc_officer(), Identity("Trần Thị Bich", year=1991, phone="0901234567"))
    assert found[0].person == own


def test_of_many_namesakes_only_a_few_are_opened() -> None:
    officer, asked = a_cdc_officer(), Identity("Nguyễn Văn An", year=1980)
    namesakes(OPENED)
    like(officer, asked)
    namesakes(10 * OPENED, "0901234567")
    with CaptureQueriesContext(connection) as seen:
        like(officer, asked)
    opened = [query["sql"] for query in seen if "full_name" in query["sql"].split("FROM")[0]]
    assert opened
    assert all(sql.rpartition(" IN (")[2].count(",") < OPENED for sql in opened)


def test_nothing_known_is_like_nobody() -> None:
    namesakes(2)
    assert like(a_cdc_officer(), Identity("")) == []


def test_the_counts_of_a_day_are_the_lists_of_the_day() -> None:
    the_policies()
    cdc, here = a_cdc_officer(), a_commune()
    source = a_case_of(by=cdc).person
    for n in range(3):
        met = a_meeting(source, a_person(here, name=f"Người {n}"), started_at=NOW - timedelta(days=4))
        exposures.record(met, by=cdc, at=NOW - timedelta(days=2))
    done = Check.objects.filter(day=TODAY, number=1).order_by("pk")[0]
    Check.objects.filter(pk=done.pk).update(outcome="well")
    for officer in (cdc, a_health_officer(here), a_health_officer(a_commune())):
        counts = days.counts_of(officer, TODAY)
        for part in Part:
            assert counts.of(part) == len(days.checks_of(officer, TODAY, part).items)
    part = days.printed(cdc, TODAY, most=2)
    assert (len({row.plan_id for row in part.checks}), part.people, bool(part.next)) == (2, 3, True)
    known = figures(cdc, TODAY)
    assert sum(known.by_level.values()) == Standing.objects.count()
    assert {unit for unit, _count in by_commune(cdc, known)} == {each.commune for each in Person.objects.all()}
