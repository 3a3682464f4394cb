"""Everybody follows a new decision some at a time: nobody waits for all of them, and what was cut off is ended."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from tests.apps.cases.test_ruling import SEVEN, SYSTEM, quarantine_days
from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.cases import NOW, TODAY, a_case, a_cdc_officer, a_person, an_exposure
from vungxanh.apps.cases.actions import deriving
from vungxanh.apps.cases.actions.deriving import derive, follow_policy
from vungxanh.apps.cases.actions.exposures import CAUSE
from vungxanh.apps.cases.actions.ruling import enter_policy
from vungxanh.apps.cases.models import Change, Derivation, Person, Plan, Standing
from vungxanh.kit import sqlite
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deriving, "AT_ONCE", 2)
    monkeypatch.setattr(sqlite, "REST_S", 0)


def four_contacts() -> list[Person]:
    """A case, entered first, and whom it met: all of one day."""
    source = a_person()
    contacts = [a_person() for _number in range(4)]
    a_case(source)
    for contact in contacts:
        an_exposure(source, contact)
    return contacts


@contextmanager
def after_each_transaction(act: Callable[[], None]) -> Iterator[None]:
    """Do something whenever an outermost transaction has ended, as another process might."""

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        done = execute(sql, params, many, context)
        own = [block for block in connection.atomic_blocks if not getattr(block, "_from_testcase", False)]
        if sql.startswith("RELEASE SAVEPOINT") and not own:
            act()
        return done

    with connection.execute_wrapper(wrapper):
        yield


@contextmanager
def killed_at(nth: int) -> Iterator[None]:
    """The process dies as it takes the head of the audit for the nth time, at the begin of a batch or in its midst."""
    taken = 0

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
        nonlocal taken
        if sql.startswith("SELECT") and 'FROM "audit_head"' in sql:
            taken += 1
            if taken == nth:
                raise KeyboardInterrupt
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper), pytest.raises(KeyboardInterrupt):
        yield


def test_no_transaction_holds_the_audit_for_more_than_some_people_and_all_is_one_run() -> None:
    contacts = four_contacts()
    enter_policy(SEVEN, by=a_cdc_officer(), at=NOW)
    lines = Change.objects.count()
    told: list[int] = []
    with after_each_transaction(lambda: told.append(Change.objects.count() - lines)):
        run = follow_policy(by=SYSTEM, at=NOW)
    assert told == [0, 1, 3, 4], "the run begun; the case and a contact; two contacts; the last of them"
    assert run is not None
    assert run.is_whole
    assert run.counts["dates"] == 4
    assert any(each["vi"].startswith("4 người đổi ngày cách ly") for each in run.sentences)
    assert [quarantine_days(contact) for contact in contacts] == [7] * 4
    assert Change.objects.filter(derivation=run).count() == 4
    entries = Entry.objects.filter(verb="cases.derive").order_by("-pk")[:3]
    assert [json.loads(each.data)["people"] for each in entries] == [1, 2, 1]


def test_between_two_transactions_others_may_write(monkeypatch: pytest.MonkeyPatch) -> None:
    four_contacts()
    enter_policy(SEVEN, by=a_cdc_officer(), at=NOW)
    rests: list[int] = []
    monkeypatch.setattr(deriving, "rest", lambda: rests.append(Derivation.objects.latest("pk").reached or 0))
    follow_policy(by=SYSTEM, at=NOW)
    assert len(rests) == 2
    assert rests == sorted(set(rests)), "after each batch but the last"


@pytest.mark.parametrize("nth", [2, 3, 4, 5, 6, 7])
def test_a_run_killed_anywhere_is_ended_by_the_next_which_derives_nobody_twice(nth: int) -> None:
    contacts = four_contacts()
    enter_policy(SEVEN, by=a_cdc_officer(), at=NOW)
    lines = Change.objects.count()
    with killed_at(nth):
        follow_policy(by=SYSTEM, at=NOW)
    cut = Derivation.objects.latest("pk")
    assert not cut.is_whole
    assert 14 in [quarantine_days(contact) for contact in contacts]
    run = follow_policy(by=SYSTEM, at=NOW + timedelta(minutes=1))
    assert run is not None
    assert (run.is_whole, run.cause, run.policy) == (True, cut.cause, cut.policy)
    assert [quarantine_days(contact) for contact in contacts] == [7] * 4
    assert Change.objects.count() == lines + 4
    assert follow_policy(by=SYSTEM, at=NOW + timedelta(minutes=2)) is None


def test_a_decision_taken_back_after_a_cut_run_holds_for_whom_that_run_had_reached() -> None:
    contacts = four_contacts()
    officer = a_cdc_officer()
    enter_policy(SEVEN, by=officer, at=NOW)
    with killed_at(6):
        follow_policy(by=SYSTEM, at=NOW)
    assert quarantine_days(contacts[0]) == 7
    enter_policy(replace(SEVEN, valid_from=TODAY + timedelta(days=9)), by=officer, at=NOW + timedelta(hours=1))
    run = follow_policy(by=SYSTEM, at=NOW + timedelta(hours=1))
    assert run is not None
    assert run.cause["vi"].endswith("thay 1/QĐ-UBND")
    assert [quarantine_days(contact) for contact in contacts] == [14] * 4


def test_of_two_runs_at_once_the_older_leaves_the_rest_to_the_newer() -> None:
    four_contacts()
    enter_policy(SEVEN, by=a_cdc_officer(), at=NOW)
    lines = Change.objects.count()
    newer: list[Derivation | None] = []

    def begin_another() -> None:
        if Change.objects.count() > lines and not newer:
            newer.append(None)
            newer.append(follow_policy(by=SYSTEM, at=NOW))

    with after_each_transaction(begin_another):
        older = follow_policy(by=SYSTEM, at=NOW)
    assert older is not None
    assert newer[1] is not None
    assert (older.is_whole, newer[1].is_whole) == (False, True)
    assert older.pk != newer[1].pk
    assert Change.objects.count() == lines + 4


def test_people_of_other_batches_reach_each_other_as_when_all_are_derived_together() -> None:
    scene = an_outbreak()
    enter_policy(SEVEN, by=scene.cdc, at=NOW)
    follow_policy(by=SYSTEM, at=NOW)
    apart = {row.person_id: row.detail for row in Standing.objects.all()}
    assert {row.level for row in Standing.objects.all()} == {0, 1, 2}
    Standing.objects.all().delete()
    with transaction.atomic():
        derive(apart, cause=CAUSE, by=SYSTEM, at=NOW)
    assert {row.person_id: row.detail for row in Standing.objects.all()} == apart
    assert Plan.objects.filter(ended_on=None).count() == 3
