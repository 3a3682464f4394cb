"""`vungxanh cases` puts right what was written past the counters and the list of pairs."""

import pytest
from click.testing import CliRunner

from tests.factories.cases import a_case, a_person
from vungxanh.apps.cases.models import Alike, Standing, Tally
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


def test_pairing_says_how_many_pairs_were_not_known() -> None:
    for _twice in range(2):
        a_person(name="Võ Văn Tám", phone="0905123456")
    Alike.objects.all().delete()
    said = [CliRunner().invoke(cases, ["pair"]) for _twice in range(2)]
    assert [each.exit_code for each in said] == [0, 0]
    assert "Đã so 2 hồ sơ; 1 cặp mới" in said[0].output
    assert "Đã so 2 hồ sơ; 0 cặp mới" in said[1].output
    assert Alike.objects.count() == 1
