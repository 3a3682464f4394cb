"""The province that a newcomer meets: its letters, and what is handed down in it."""

from datetime import timedelta

import pytest
from django.db.models import Count

from vungxanh.apps.directives.models import Directive, Stage, TaskRole
from vungxanh.apps.org.models import Level
from vungxanh.apps.work.models import Assignment, Entry, State
from vungxanh.project.demonstration import open_province
from vungxanh.project.demonstration.province import LETTERS, RECEIVED

pytestmark = pytest.mark.django_db
AT = RECEIVED + timedelta(days=20)


@pytest.mark.slow
def test_no_unit_has_a_duty_twice_and_communes_report_to_their_districts() -> None:
    said: list[str] = []
    open_province(at=AT, say=said.append)

    first, second = Directive.objects.filter(is_sample=True).order_by("pk")
    assert (first.number_and_symbol, second.number_and_symbol) == ("4248/UBND-KGVX", "01/UBND-MAU")
    assert {first.stage, second.stage} == {Stage.ISSUED}
    assert "văn bản mẫu" in second.subject
    assert [task.deadline_on.isoformat() for task in second.tasks.all()] == ["2020-08-21", "2020-08-28"]

    duties = Assignment.objects.exclude(role=TaskRole.INFORM).exclude(state__in=[State.TRANSFERRED, State.CLOSED])
    twice = duties.order_by().values("task", "unit", "number").annotate(times=Count("pk")).filter(times__gt=1)
    assert list(twice) == []
    below = duties.filter(parent__unit__level=Level.DISTRICT, unit__level=Level.COMMUNE)
    assert below.values("parent__unit").distinct().count() == 5
    assert below.filter(reported_at__isnull=False).exists()
    assert {row.directive_id for row in below} == {second.pk}

    count = Entry.objects.count()
    open_province(at=AT, say=said.append)
    assert (Directive.objects.count(), Entry.objects.count()) == (len(LETTERS), count)
