"""`python -m vungxanh.apps.exposure.graph.process FOLDER`: hold the segments for the pages; `vungxanh segments`.

It is begun with the program and costs nothing before there is a segment: it sleeps without Django, numpy or numba
until the first file lies under FOLDER, the deployment's `exposure`.
"""

import signal
import sys
import threading
from pathlib import Path

LOOK_EVERY_S = 2.0


def wait_for_files(folder: Path, stop: threading.Event) -> bool:
    """Sleep until there is a segment; False when it is time to end instead."""
    while not any(folder.glob("segments/*/*.parquet")):
        if stop.wait(LOOK_EVERY_S):
            return False
    return not stop.is_set()


def main(arguments: list[str]) -> int:
    """Wait, load, serve, until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if not wait_for_files(Path(arguments[0]), stop):
        return 0
    import django

    django.setup()
    from vungxanh.apps.exposure.graph.server import serve

    serve(stop)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
