"""`vungxanh cases recount` puts right what was written past the counters."""

import pytest
from click.testing import CliRunner

from tests.factories.cases import a_case, a_person
from vungxanh.apps.cases.models import Standing, Tally
from vungxanh.cli.cases import cases

pytestmark = pytest.mark.django_db


def test_a_recount_says_how_many_counts_were_wrong() -> None:
    near = a_person()
    a_case(near)
    held = Standing.objects.get()
    Tally.objects.update(count=7)
    Tally.objects.create(path="/99/", level=2, count=3)
    said = [CliRunner().invoke(cases, ["recount"]) for _twice in range(2)]
    assert [each.exit_code for each in said] == [0, 0]
    assert "2 số đã sửa" in said[0].output
    assert "0 số đã sửa" in said[1].output
    assert list(Tally.objects.values_list("path", "level", "count")) == [(held.path, 0, 1)]
