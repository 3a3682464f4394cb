"""The watch of locks sees what it is there for: an order that is turned round."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.factories import exposure
from tests.factories.cases import TODAY, a_case, a_cdc_officer, a_person, an_exposure
from tests.factories.locks import Watch
from vungxanh.apps.cases.actions import planning
from vungxanh.apps.cases.models import Plan
from vungxanh.apps.exposure.actions.codes import withdraw
from vungxanh.kit import audit

pytestmark = pytest.mark.django_db


def some_plans() -> None:
    """Two case-work rows to change."""
    by = a_cdc_officer()
    case = a_case(by=by)
    for _one in range(2):
        an_exposure(case.person, a_person(), by=by)


def found(watch: Watch) -> list[str]:
    """What was wrong, without the lines."""
    return [one.split(":")[0] for one in watch.wrong]


def test_rows_of_case_work_before_the_head_are_wrong_and_after_it_right() -> None:
    some_plans()
    later = TODAY + timedelta(days=3)
    with connection.execute_wrapper(watch := Watch()):
        with transaction.atomic():
            planning.flag_overdue(Plan.objects.all(), on=later)
        assert found(watch) == ["cases_plan is locked before the audit is held"]
        with transaction.atomic():
            audit.hold()
            planning.flag_overdue(Plan.objects.all(), on=TODAY)
        assert len(watch.wrong) == 1


def test_a_head_that_was_let_go_of_is_held_no_more() -> None:
    some_plans()
    with connection.execute_wrapper(watch := Watch()), transaction.atomic():
        kept = transaction.savepoint()
        audit.hold()
        transaction.savepoint_rollback(kept)
        planning.flag_overdue(Plan.objects.all(), on=TODAY + timedelta(days=3))
    assert found(watch) == ["cases_plan is locked before the audit is held"]


def test_rows_of_exposure_after_the_head_are_wrong_and_before_it_right() -> None:
    by = exposure.a_health_officer()
    codes = [exposure.a_code(by=by).code for _one in range(2)]
    with connection.execute_wrapper(watch := Watch()):
        withdraw(codes[0], by=by, at=exposure.AT)
        assert not watch.wrong
        with transaction.atomic():
            audit.hold()
            withdraw(codes[1], by=by, at=exposure.AT)
    assert set(found(watch)) == {"exposure_code is locked after the audit is held"}
