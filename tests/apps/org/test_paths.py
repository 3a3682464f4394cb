"""`path__under`: all below a unit, from an index on both databases."""

import pytest
from django.db import connection

from tests.factories.org import a_small_province, a_unit
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.queries.directory import below

pytestmark = pytest.mark.django_db


def test_under_is_the_unit_and_all_below_but_no_namesake() -> None:
    small = a_small_province()
    a_unit(code="5060", parent=small.province)
    assert {unit.code for unit in below(small.districts[0])} == {"20500", "20503"}
    assert Unit.objects.filter(path__under=small.districts[0].path).count() == 3


def test_signs_of_the_pattern_language_stand_for_themselves() -> None:
    a_unit(code="a_b")
    a_unit(code="axb")
    assert [unit.code for unit in Unit.objects.filter(path__under="/a_b/")] == ["a_b"]


def test_under_is_answered_from_an_index() -> None:
    rows = [Unit(code=f"c{n}", name="Xã", kind="xã", level="commune", path=f"/{n % 97}/c{n}/") for n in range(5000)]
    Unit.objects.bulk_create(rows, batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE org_unit")
    plan = Unit.objects.filter(path__under="/42/").order_by().explain()
    assert "Index" in plan if connection.vendor == "postgresql" else "USING INDEX" in plan
    assert "Seq Scan" not in plan
    if connection.vendor == "postgresql":
        assert "_like" in plan  # the varchar_pattern_ops index of the unique column
