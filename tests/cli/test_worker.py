"""`vungxanh worker`."""

import pytest
from click.testing import CliRunner
from django.contrib.auth.models import Group
from django_tasks_db.models import DBTaskResult

from tests.factories.tasks import run_pending
from tests.kit.tasks import sample_tasks
from vungxanh.cli.worker import worker


@pytest.mark.django_db
def test_failed_tasks_are_listed_and_given_back() -> None:
    sample_tasks.fails.enqueue()
    run_pending()
    (row,) = DBTaskResult.objects.all()
    listed = CliRunner().invoke(worker, ["--dead"]).output
    assert str(row.pk) in listed
    assert "KeyError: 'sai'" in listed
    assert CliRunner().invoke(worker, ["--again", str(row.pk)]).exit_code == 0
    assert CliRunner().invoke(worker, ["--again", str(row.pk)]).exit_code == 1
    assert CliRunner().invoke(worker, ["--dead"]).output == ""


@pytest.mark.django_db(transaction=True)
def test_once_works_until_nothing_is_ready() -> None:
    for number in range(5):
        sample_tasks.effect.enqueue(f"e{number}")
    done = CliRunner().invoke(worker, ["--once", "--threads", "2", "--lease", "2"])
    assert done.exit_code == 0
    assert Group.objects.count() == 5
