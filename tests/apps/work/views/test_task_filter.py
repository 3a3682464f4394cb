"""The list narrowed to one task, which the figures of tasks open."""

import pytest

from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive, a_task
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.web import signed_in
from tests.factories.work import a_scene, an_assignment
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Stage
from vungxanh.apps.work.queries.lists import Wanted, matching
from vungxanh.kit.clock import now

pytestmark = pytest.mark.django_db
LIST = "/nhiem-vu/danh-sach/"


def test_the_list_of_one_task_names_it_and_holds_its_rows_only() -> None:
    seeded_calendar()
    top = a_province()
    letter = a_directive(a_unit(parent=top), stage=Stage.ISSUED)
    first, second = a_task(letter, text="Lập danh sách hộ dân"), a_task(letter, text="Báo cáo hằng tuần")
    for task in (first, first, second):
        an_assignment(a_unit(parent=top), task=task)
    page = signed_in(an_officer(Role.CLERK, top)).get(LIST, {"task": first.pk})
    assert page.context["total"] == 2
    assert "Lập danh sách hộ dân" in page.content.decode()
    assert {line.assignment.task_id for line in page.context["lines"]} == {first.pk}


def test_a_task_out_of_reach_is_not_named() -> None:
    task = a_task(a_directive(a_unit(parent=a_province()), stage=Stage.ISSUED), text="Lập danh sách hộ dân")
    an_assignment(a_unit(parent=a_province()), task=task)
    page = signed_in(an_officer(Role.CLERK, a_unit(parent=a_province()))).get(LIST, {"task": task.pk})
    assert page.context["total"] == 0
    assert "Lập danh sách" not in page.content.decode()


@pytest.mark.parametrize("words", ["huong dan cai dat", "Hướng dẫn", "CÀI"])
def test_words_of_a_task_are_found_as_soon_as_it_is_issued(words: str) -> None:
    scene = a_scene()
    assert matching(scene.giver, Wanted(words=words), at=now()).count() == 2
    assert not matching(scene.giver, Wanted(words=f"{words} bluezone9"), at=now()).exists()
