"""Whatever people do in whatever order, an assignment stays sound."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.factories.work import ISSUED_AT, a_scene
from vungxanh.apps.work.actions.close import close_tree
from vungxanh.apps.work.actions.extend import ask_extension, grant, refuse
from vungxanh.apps.work.actions.progress import report_done, report_progress
from vungxanh.apps.work.actions.review import accept, return_to
from vungxanh.apps.work.life import is_possible
from vungxanh.apps.work.models import NO_DEADLINE, OPEN_STATES, Assignment, Extension, State
from vungxanh.apps.work.policies import Act
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict


class Life(RuleBasedStateMachine):
    """Holder and giver act at will; an act succeeds exactly when the table says that it is possible."""

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @initialize()
    def begin(self):
        self.scene, self.at, self.steps = a_scene(), ISSUED_AT, 0
        self.pk, self.last = self.scene.assignment.pk, 0

    def act(self, act, do):
        """Try it; the row changes by one version or not at all."""
        row = Assignment.objects.select_related("unit", "parent").get(pk=self.pk)
        possible, version = is_possible(row, act), row.version
        self.at += timedelta(minutes=7)
        if possible and act is Act.ASK_EXTENSION and row.extension_asked:
            possible = False
        try:
            do(row)
        except Conflict:
            assert not possible
        else:
            assert possible
            self.steps += 1
        row.refresh_from_db()
        assert row.version == version + possible

    @rule(percent=st.integers(0, 99))
    def progress(self, percent):
        before = self.steps
        by = self.scene.holder
        self.act(Act.PROGRESS, lambda row: report_progress(row, percent=percent, text="", by=by, at=self.at))
        self.last = percent if self.steps > before else self.last

    @rule()
    def report(self):
        self.act(Act.REPORT, lambda row: report_done(row, text="Đã xong.", by=self.scene.holder, at=self.at))

    @rule()
    def agree(self):
        self.act(Act.ACCEPT, lambda row: accept(row, by=self.scene.giver, at=self.at))

    @rule()
    def send_back(self):
        before = self.steps
        self.act(Act.RETURN, lambda row: return_to(row, reason="Thiếu số liệu.", by=self.scene.giver, at=self.at))
        if self.steps > before:
            assert Assignment.objects.get(pk=self.pk).percent == self.last

    @rule()
    def ask(self):
        def do(row):
            until = day_of(max(row.due_at, self.at)) + timedelta(days=7)
            ask_extension(row, until=until, reason="Mưa lũ.", by=self.scene.holder, at=self.at)

        self.act(Act.ASK_EXTENSION, do)

    @rule(yes=st.booleans())
    def decide(self, yes):
        asked = Extension.objects.filter(assignment=self.pk, granted=None).select_related("assignment__unit").first()
        if asked is None:
            return
        by = self.scene.giver

        def do(row):
            asked.assignment = row
            if yes:
                grant(asked, by=by, at=self.at)
            else:
                refuse(asked, reason="Việc gấp.", by=by, at=self.at)

        self.act(Act.DECIDE_EXTENSION, do)

    @rule(sure=st.integers(0, 9))
    def close(self, sure):
        if sure == 0:
            self.act(Act.CLOSE, lambda row: close_tree(row, reason="Hết hiệu lực.", by=self.scene.giver, at=self.at))

    @invariant()
    def the_row_is_sound(self):
        if not hasattr(self, "pk"):
            return
        row = Assignment.objects.get(pk=self.pk)
        assert row.is_open == (row.state in OPEN_STATES)
        assert row.sort_due_at == (row.due_at or NO_DEADLINE)
        assert (row.reported_at is not None) >= (row.state in {State.REPORTED, State.ACCEPTED})
        assert (row.percent == 100) == (row.state in {State.REPORTED, State.ACCEPTED}) or row.state == State.CLOSED
        assert row.extension_asked == Extension.objects.filter(assignment=row, granted=None).exists()
        assert row.entries.count() >= self.steps


@pytest.mark.slow
class TestLife(TestCase, Life.TestCase):  # type: ignore[misc]
    """The machine, each run in a transaction that is rolled back."""

    settings = settings(max_examples=25, stateful_step_count=25, suppress_health_check=list(HealthCheck))
