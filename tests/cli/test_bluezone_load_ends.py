"""The servers of `vungxanh bluezone load` end with it, also when it was killed."""

import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from vungxanh.cli.bluezone.load_postgres import programs

LONG_S = 60.0
WEB = "from vungxanh.cli.bluezone.load_stage import staged\nwith staged('', codes=0): print(flush=True); input()"
POSTGRES = "from vungxanh.cli.bluezone.load_postgres import serving\nwith serving(): print(flush=True); input()"


@pytest.mark.slow
@pytest.mark.parametrize("program", [WEB, POSTGRES])
@pytest.mark.parametrize("killed", [True, False])
def test_no_server_outlives_the_one_who_started_it(tmp_path: Path, program: str, killed: bool) -> None:
    if program == POSTGRES and programs() is None:
        pytest.skip("PostgreSQL 15 or later is not installed")
    running = subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stdout.readline() == b"\n"
    began = psutil.Process(running.pid).children(recursive=True)
    assert began
    try:
        if killed:
            running.kill()
        running.communicate(b"\n")
        assert not psutil.wait_procs(began, timeout=LONG_S)[1]
    finally:
        for one in [each for each in began if each.is_running()]:
            one.kill()
