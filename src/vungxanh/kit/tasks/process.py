"""A worker as a process of its own: signals, exit code and log."""

import logging
import os
import signal
import sys
from types import FrameType
from typing import NoReturn

from vungxanh.kit.tasks.worker import Worker

logger = logging.getLogger(__name__)

EX_TEMPFAIL = 75


def main(worker: Worker | None = None, *, grace_s: float = 30.0) -> NoReturn:
    """Run until SIGTERM or SIGINT, then finish what runs; a second signal ends the process at once."""
    worker = worker or Worker()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        if worker.stopping.is_set():
            os._exit(EX_TEMPFAIL)
        worker.stop()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    logger.info("worker %s started", worker.name)
    finished = worker.run(grace_s=grace_s)
    logger.info("worker %s stopped", worker.name)
    sys.exit(0 if finished else EX_TEMPFAIL)
