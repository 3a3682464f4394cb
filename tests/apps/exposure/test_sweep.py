"""What was being received when a process was killed does not stay."""

import os
import signal

import pytest

from vungxanh.apps.exposure import histories
from vungxanh.apps.exposure.tasks.keys import sweep_drafts

LONG = b"x" * 2 * histories.IN_MEMORY_BYTES


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def drafts():
    return [path for path in histories.folder().iterdir() if path.name.startswith(".")]


def receive_and_die():
    """A process that is killed with -9 in the middle of a history."""
    child = os.fork()
    if not child:
        with histories.receiving() as history:
            history.write(LONG)
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


def test_a_draft_of_a_killed_process_goes_and_that_of_a_living_one_stays():
    receive_and_die()
    receive_and_die()
    with histories.receiving() as history:
        history.write(LONG)
        assert len(drafts()) == 3
        assert histories.sweep() == 2
        assert len(drafts()) == 1
    assert histories.sweep() == 0
    assert drafts() == []


def test_there_may_be_nothing_to_sweep_yet():
    assert histories.sweep() == 0


def test_the_hourly_task_sweeps_too():
    receive_and_die()
    sweep_drafts.call()
    assert drafts() == []
