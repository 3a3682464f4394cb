"""The socket behind which the segments are held, and the look for newer ones (tiến trình giữ phân đoạn)."""

import fcntl
import logging
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO

from vungxanh.apps.exposure.graph import segments, wire
from vungxanh.apps.exposure.models import Holder, Segment

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
IDLE_LIMIT_S = 60.0
MOST_AT_ONCE = 16


class Keeper:
    """Holds the present state; `look` brings it up to date, `held` is whole at every moment."""

    def __init__(self) -> None:
        from vungxanh.apps.exposure.graph.held import Held

        self.held: Held = Held()
        self._people = (-1, -1)

    def look(self) -> bool:
        """Load what the database names and is not held; whether anything changed."""
        from vungxanh.apps.exposure.graph.held import File, Held, People

        rows = Segment.objects.filter(is_current=True).order_by("day", "name")
        files = [
            File(segments.number_of(day), name, sha256, int(built_at.timestamp() * 1000))
            for day, name, sha256, built_at in rows.values_list("day", "name", "sha256", "built_at")
        ]
        last = Holder.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        people = (Holder.objects.count(), last)
        new = Held(self.held.days, self.held.people, self.held.damaged)
        changed = new.refresh(files)
        if people != self._people:
            new.people = People.of(
                (pk, subject.bytes) for pk, subject in Holder.objects.values_list("pk", "subject").iterator(10_000)
            )
            self._people, changed = people, True
        if changed or (new.damaged, new.built_ms) != (self.held.damaged, self.held.built_ms):
            self.held = new
        return changed


class _Handler(socketserver.BaseRequestHandler):
    """One connection: questions and answers until the other side hangs up."""

    request: socket.socket
    server: "Server"

    def handle(self) -> None:
        self.request.settimeout(IDLE_LIMIT_S)
        with suppress(OSError, EOFError, wire.Malformed):
            while (question := wire.receive_question(self.request)) is not None:
                try:
                    answer = self.server.keeper.held.answer(question)
                except (wire.Malformed, ValueError, KeyError, TypeError) as error:
                    answer = wire.Answer({"refused": type(error).__name__, "member": str(error)[:80]})
                wire.send_answer(self.request, answer)


class Server(socketserver.ThreadingUnixStreamServer):
    """Answers on the local socket, to processes of the same user only."""

    daemon_threads = True
    request_queue_size = MOST_AT_ONCE

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        path = wire.socket_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        super().__init__(str(path), _Handler)
        path.chmod(0o600)

    def looking(self, stop: threading.Event) -> None:
        """Look for newer segments until told to stop; a database that is away is asked again."""
        from django.db import DatabaseError, close_old_connections

        while not stop.wait(LOOK_EVERY_S):
            try:
                self.keeper.look()
            except DatabaseError:
                logger.exception("the segments could not be looked up")
            finally:
                close_old_connections()


@contextmanager
def _alone() -> Iterator[IO[bytes]]:
    """Wait until no other process of this deployment holds the socket."""
    path = wire.socket_path().with_suffix(".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock


def serve(stop: threading.Event) -> None:
    """Load, listen and answer until `stop` is set."""
    with _alone():
        keeper = Keeper()
        keeper.look()
        with Server(keeper) as server:
            logger.info("%d days of segments are held, %d bytes", len(keeper.held.days), keeper.held.nbytes)
            threads = [
                threading.Thread(target=server.serve_forever, daemon=True),
                threading.Thread(target=server.looking, args=(stop,), daemon=True),
            ]
            for thread in threads:
                thread.start()
            stop.wait()
            server.shutdown()
        wire.socket_path().unlink(missing_ok=True)
