"""Sample populations: the province's own total, by a rule that anybody can work out again, given once."""

from datetime import UTC, datetime

import pytest
from django.db.models import Sum

from tests.factories.org import a_province, a_unit
from vungxanh.apps.org.models import Level, Unit
from vungxanh.kit.actors import SystemActor
from vungxanh.project.demonstration.populations import PEOPLE, give_populations, spread

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 28, 7, tzinfo=UTC)
BY = SystemActor("demonstration")


def five_communes() -> list[Unit]:
    province = a_province()
    plain = a_unit("Huyện Bằng", code="506", level=Level.DISTRICT, kind="huyện", parent=province)
    high = a_unit("Huyện Cao", code="504", level=Level.DISTRICT, kind="huyện", parent=province)
    return [
        a_unit("Thị trấn Một", code="1", kind="thị trấn", parent=plain),
        a_unit("Xã Hai", code="2", kind="xã", parent=plain),
        a_unit("Xã Ba", code="3", kind="xã", parent=plain),
        a_unit("Xã Bốn", code="4", kind="xã", parent=high),
        a_unit("Xã Năm", code="5", kind="xã", parent=high),
    ]


def test_the_whole_total_is_spread_by_nine_seven_and_three_shares() -> None:
    found = spread(five_communes())
    assert sum(found.values()) == PEOPLE == 1_495_812
    part = PEOPLE / (9 + 7 + 7 + 3 + 3)
    assert [found[code] for code in "12345"] == pytest.approx([9 * part, 7 * part, 7 * part, 3 * part, 3 * part], abs=2)


def test_a_population_on_record_is_kept_nothing_else_changes_and_it_is_done_once() -> None:
    first, second, *_others = five_communes()
    Unit.objects.filter(pk=first.pk).update(population=12_345)
    Unit.objects.filter(pk=second.pk).update(latitude=15.5, longitude=108.25, sector="mẫu")
    before = Unit.objects.values("code", "name", "kind", "parent", "path", "sector", "latitude", "longitude")
    kept = list(before.order_by("pk"))
    assert give_populations(by=BY, at=AT) == 4
    assert give_populations(by=BY, at=AT) == 0
    assert list(before.order_by("pk")) == kept
    assert Unit.objects.get(pk=first.pk).population == 12_345
    communes = Unit.objects.filter(level=Level.COMMUNE)
    assert communes.aggregate(all=Sum("population"))["all"] < PEOPLE
    assert not communes.filter(population=None).exists()
