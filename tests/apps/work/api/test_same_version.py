"""Two programs that act on one version at the same moment."""

import pytest

from tests.apps.work.test_at_once import at_once
from tests.factories.api import Program
from tests.factories.work import a_scene, later
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.models import Entry, EntryKind
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_who_read_the_same_report_only_one_answers_it(settings):
    settings.CLOCK_OFFSET = later(days=2) - clock.machine_now()
    scene = a_scene()
    row = scene.assignment
    report_done(row, text="Đã xong.", by=scene.holder, at=later(days=1))
    path = f"work/assignments/{row.pk}"
    programs = [Program(scene.giver) for _ in range(2)]
    tag = programs[0].tag(path)

    accepted, returned = at_once(
        lambda: programs[0].send(f"{path}/accept", tag=tag).status_code,
        lambda: programs[1].send(f"{path}/return", tag=tag, reason="Thiếu số liệu.").status_code,
    )

    assert sorted([accepted, returned]) == [200, 412]
    answers = Entry.objects.filter(kind__in=[EntryKind.ACCEPT, EntryKind.RETURN])
    assert answers.get().kind == (EntryKind.ACCEPT if accepted == 200 else EntryKind.RETURN)
