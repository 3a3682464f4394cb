"""The e-mail channel against a small SMTP peer on a real socket."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_django import Settings

from tests.kit.notices.factories import person
from vungxanh.kit.notices.builtin import ConsoleSender, EmailSender
from vungxanh.kit.notices.senders import Message, TemporaryFailure, Undeliverable

pytestmark = pytest.mark.django_db


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                self._read_letter()
            answers: dict[str, str] = self.server.answers  # type: ignore[attr-defined]
            self._say(answers.get(verb, "250 ok"))
            if verb == "QUIT":
                return

    def _read_letter(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        self.server.letters.append(b"".join(lines))  # type: ignore[attr-defined]

    def _say(self, answer: str) -> None:
        self.wfile.write(answer.encode() + b"\r\n")


@contextmanager
def smtp(settings: Settings, **answers: str) -> Iterator[list[bytes]]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
    server.answers, server.letters = answers, []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.server_address[1]
    try:
        yield server.letters  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()


def message(email: str = "can.bo@example.vn") -> Message:
    return Message(
        key="notice-7",
        user=person(email),
        subject="Đôn đốc",
        body="Báo cáo",
        url="http://x/1",
        urgent=True,
        language="vi",
    )


def test_a_letter_carries_a_stable_id_so_that_a_repeat_is_recognised(settings: Settings) -> None:
    with smtp(settings) as letters:
        first, again = EmailSender().send(message()), EmailSender().send(message())
    assert first == again
    assert all(f"Message-ID: {first}".encode() in letter for letter in letters)
    assert len(letters) == 2


@pytest.mark.parametrize(
    ("answers", "failure"),
    [
        ({"RCPT": "550 no such user"}, Undeliverable),
        ({"RCPT": "451 try later"}, TemporaryFailure),
        ({"DATA": "554 refused"}, Undeliverable),
        ({"MAIL": "550 sender refused"}, TemporaryFailure),
    ],
)
def test_the_servers_answer_decides_whether_to_try_again(
    settings: Settings, answers: dict[str, str], failure: type[Exception]
) -> None:
    with smtp(settings, **answers), pytest.raises(failure):
        EmailSender().send(message())


def test_an_unreachable_server_is_an_os_error(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(OSError, match="refused"):
        EmailSender().send(message())


def test_only_who_has_an_address_is_reached() -> None:
    assert EmailSender().reaches(person())
    assert not EmailSender().reaches(person(""))


@pytest.mark.parametrize("demonstration", [True, False])
def test_the_console_speaks_only_in_a_demonstration(
    settings: Settings, capsys: pytest.CaptureFixture[str], demonstration: bool
) -> None:
    settings.DEMONSTRATION = demonstration
    assert ConsoleSender().reaches(person()) is demonstration
    ConsoleSender().send(message())
    assert "Đôn đốc" in capsys.readouterr().out
