"""The process that holds the segments, as a process: it answers, follows new files, and ends when told."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from tests.apps.exposure.graph.stored import EPOCH_DAY, columns, holders, store, subject
from tests.apps.exposure.graph.test_chains import END, moment
from tests.core.tracing.networks import DAY
from tests.factories.org import a_province
from vungxanh.apps.exposure.graph import small, wire
from vungxanh.apps.exposure.queries import chains
from vungxanh.apps.exposure.queries.chains import Asked
from vungxanh.core.tracing.graph import Contact

SCRIPT = """
import sys
from pathlib import Path
import django
from django.conf import settings
django.setup()
from django.db import connection
settings.EXPOSURE_DIR = Path(sys.argv[1])
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[2]
from vungxanh.apps.exposure.graph import process
sys.exit(process.main([sys.argv[1]]))
"""


def wait_for(claim: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def catches(pid: int, number: int) -> bool:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    [caught] = [line.split()[1] for line in lines if line.startswith("SigCgt")]
    return bool(int(caught, 16) >> (number - 1) & 1)


@contextmanager
def process(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [sys.executable, "-c", SCRIPT, str(folder), str(connection.settings_dict["NAME"])]
    running = subprocess.Popen(arguments, env=os.environ)
    try:
        yield running
    finally:
        running.kill()
        running.wait()


@pytest.mark.django_db(transaction=True)
def test_it_wakes_with_the_first_segment_follows_the_next_and_ends_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(small, "MOST_ROWS", -1)  # only the process may answer
    node_of, area = holders(3), a_province()

    def levels() -> dict[object, int]:
        found = chains.levels_of(Asked([(subject(0), moment(0))], 2, END))
        return {person: one.level for person, one in found.value.items()}

    with process(tmp_path / "exposure") as running:
        store(EPOCH_DAY, area, columns([Contact(0, 1, 600)], node_of))
        wait_for(wire.socket_path().exists)
        assert levels() == {subject(1): 1}
        store(EPOCH_DAY + 1, area, columns([Contact(1, 2, DAY + 600)], node_of))
        wait_for(lambda: levels() == {subject(1): 1, subject(2): 2})
        with process(tmp_path / "exposure") as second:  # waits for its turn
            running.send_signal(signal.SIGTERM)
            assert running.wait(30) == 0
            wait_for(lambda: wire.socket_path().exists())
            wait_for(lambda: len(levels()) == 2)
            second.send_signal(signal.SIGTERM)
            assert second.wait(30) == 0
    with pytest.raises(chains.ChainsUnavailable):
        levels()


def test_asleep_it_ends_at_once_when_told(tmp_path: Path) -> None:
    running = subprocess.Popen([sys.executable, "-m", "vungxanh.apps.exposure.graph.process", str(tmp_path)])
    wait_for(lambda: catches(running.pid, signal.SIGTERM))
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 0
