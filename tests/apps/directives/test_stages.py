"""Confirming, reopening, withdrawing, issuing: who may, in what order, and two at once."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from tests.factories.directives import AT, a_clerk, a_directive, a_task
from tests.factories.org import a_unit, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.actions.confirm import NotReady, Undated, confirm
from vungxanh.apps.directives.actions.edit_task import edit_task
from vungxanh.apps.directives.actions.mark_issued import mark_issued
from vungxanh.apps.directives.actions.reopen import reopen
from vungxanh.apps.directives.actions.withdraw import withdraw
from vungxanh.apps.directives.models import Directive, Recurrence, Stage
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import Conflict, Invalid, NotAllowed

DAY = date(2020, 8, 31)


@pytest.mark.django_db
def test_what_blocks_a_confirmation_is_listed_by_task() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    alone = a_task(directive)
    unset = a_task(directive, lead=(a_unit(),), recurrence=Recurrence.UNSET)
    unknown = a_task(directive)
    unknown.parties.create(role="lead", text="Sở lạ")
    with pytest.raises(NotReady) as blocked:
        confirm(directive, version=1, by=clerk, at=AT)
    found = {(item.kind, item.task_id) for item in blocked.value.items}
    assert found == {("no-lead", alone.pk), ("unset-recurrence", unset.pk), ("unresolved-lead", unknown.pk)}
    directive.refresh_from_db()
    assert directive.stage == Stage.DRAFT


@pytest.mark.django_db
def test_tasks_without_a_deadline_are_confirmed_once_a_person_says_so() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    for fields in ({"deadline_on": DAY}, {}, {"recurrence": Recurrence.WEEKLY}):
        a_task(directive, lead=(a_unit(),), **fields)
    with pytest.raises(Undated) as asked:
        confirm(directive, version=1, by=clerk, at=AT)
    assert asked.value.numbers == (2,)
    assert [error.field for error in asked.value.errors] == ["without_deadline_confirmed"]
    directive.refresh_from_db()
    assert directive.stage == Stage.DRAFT
    confirm(directive, version=1, by=clerk, at=AT, without_deadline_confirmed=True)
    assert '"without_deadline":[2]' in history_of(directive)[0].data


@pytest.mark.django_db
def test_a_letter_goes_from_draft_to_issued_only_through_a_person() -> None:
    leader = an_officer(Role.LEADER, a_unit())
    directive = a_directive(leader.unit)
    a_task(directive, lead=(a_unit(),))
    with pytest.raises(Conflict):
        mark_issued(directive, by=leader, at=AT)
    confirm(directive, version=1, by=leader, at=AT, without_deadline_confirmed=True)
    assert (directive.stage, directive.confirmed_by, directive.version) == (Stage.CONFIRMED, leader.user, 2)
    mark_issued(directive, by=leader, at=AT)
    assert (directive.stage, directive.issued_at) == (Stage.ISSUED, AT)
    with pytest.raises(Conflict, match="đã được phát hành"):
        mark_issued(directive, by=leader, at=AT)
    assert [entry.verb for entry in history_of(directive)] == ["directives.confirm", "directives.mark_issued"]


@pytest.mark.django_db
def test_a_confirmed_letter_cannot_change_until_it_is_reopened() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    task = a_task(directive, lead=(a_unit(),), deadline_on=DAY)
    confirm(directive, version=1, by=clerk, at=AT)
    with pytest.raises(Conflict, match="đã xác nhận"):
        edit_task(task, text="x", version=2, by=clerk, at=AT)
    reopen(directive, version=2, by=clerk, at=AT)
    edit_task(task, text="x", version=3, by=clerk, at=AT)
    assert Directive.objects.get().confirmed_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("stage", [Stage.ISSUED, Stage.WITHDRAWN])
def test_what_is_issued_or_withdrawn_is_neither_withdrawn_nor_reopened(stage: Stage) -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit, stage=stage)
    for act in (
        lambda: withdraw(directive, reason="x", version=1, by=clerk, at=AT),
        lambda: reopen(directive, version=1, by=clerk, at=AT),
    ):
        with pytest.raises(Conflict):
            act()


@pytest.mark.django_db
def test_a_withdrawal_needs_a_reason_and_a_desk_role() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit)
    with pytest.raises(Invalid):
        withdraw(directive, reason=" ", version=1, by=clerk, at=AT)
    with pytest.raises(NotAllowed):
        withdraw(directive, reason="Nhầm", version=1, by=an_officer(Role.OFFICER, clerk.unit), at=AT)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together; what each gave or raised."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait()
            results[index] = act()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def an_act(pk: int, by: Officer) -> Callable[[], object]:
    return lambda: confirm(Directive.objects.get(pk=pk), version=1, by=by, at=AT, without_deadline_confirmed=True)


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_confirm_at_once_one_wins_and_the_other_is_told() -> None:
    one = a_clerk()
    two = a_clerk(one.unit, name="Lê Văn Cường")
    directive = a_directive(one.unit)
    a_task(directive, lead=(a_unit(),))
    results = at_once(an_act(directive.pk, one), an_act(directive.pk, two))
    losers = [result for result in results if isinstance(result, Exception)]
    assert len(losers) == 1
    assert isinstance(losers[0], Conflict)
    directive.refresh_from_db()
    assert directive.confirmed_by is not None
    assert directive.confirmed_by.full_name in str(losers[0])
    assert directive.version == 2
    assert [entry.verb for entry in history_of(directive)] == ["directives.confirm"]


@pytest.mark.django_db(transaction=True)
def test_issuing_that_fails_leaves_the_letter_confirmed() -> None:
    clerk = a_clerk()
    directive = a_directive(clerk.unit, stage=Stage.CONFIRMED)
    with transaction.atomic():
        mark_issued(directive, by=clerk, at=AT)
        transaction.set_rollback(True)  # the assignments could not be made
    assert Directive.objects.get().stage == Stage.CONFIRMED
