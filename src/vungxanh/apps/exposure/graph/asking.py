"""Asking the process that holds the segments (hỏi tiến trình giữ phân đoạn): no compiled library is imported."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from vungxanh.apps.exposure.graph import wire

TIMEOUT_S = 5.0


class ChainsUnavailable(Exception):  # noqa: N818 - the name says what happened
    """The process that holds the contact graph does not answer: `vungxanh run` starts it, its log says why it ended."""


def ask(question: Mapping[str, object]) -> wire.Answer | None:
    """The process's answer to a question of `graph.wire`; None when there is little enough to answer it here.

    ChainsUnavailable when no process listens and there is much; ValueError when it refused the question.
    """
    from vungxanh.apps.exposure.graph import small

    try:
        with _connected() as held:
            wire.send_question(held, question)
            answer = wire.receive_answer(held)
    except (FileNotFoundError, ConnectionRefusedError) as error:
        if small.fits():
            return None
        raise ChainsUnavailable(str(wire.socket_path())) from error
    except (OSError, EOFError, wire.Malformed) as error:
        raise ChainsUnavailable(str(error) or type(error).__name__) from error
    if "refused" in answer.facts:
        raise ValueError(f"the question was refused: {answer.facts['member']}")
    return answer


@contextmanager
def _connected() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as held:
        held.settimeout(TIMEOUT_S)
        held.connect(str(wire.socket_path()))
        yield held
