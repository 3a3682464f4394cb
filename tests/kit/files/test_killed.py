"""A process killed while it stores a file leaves no half file in the store."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SCRIPT = """
import sys
from pathlib import Path
from django.conf import settings
settings.configure(FILES_DIR=Path(sys.argv[1]))
from vungxanh.kit.files import disk

class Slow:
    chunks = 0
    def read(self, size):
        self.chunks += 1
        if self.chunks > 40:
            return b""
        print(self.chunks, flush=True)
        return bytes([self.chunks]) * size

while True:
    with disk.received(Slow(), name="x", max_bytes=10**9) as path:
        disk.keep(path)
        print("kept", flush=True)
"""


@pytest.mark.parametrize("line", [1, 20, 40, 41, 55])
def test_a_kill_at_any_moment_leaves_only_whole_contents(tmp_path: Path, line: int) -> None:
    process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(tmp_path)], stdout=subprocess.PIPE, env=os.environ)
    assert process.stdout
    for _number in range(line):
        assert process.stdout.readline()
    time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    for path in tmp_path.glob("??/??/*"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.name
    assert line < 42 or list(tmp_path.glob("??/??/*"))
