"""A cause in words of our own, in both languages."""

import errno
import socket
import sqlite3
import ssl

import pytest
from cryptography.exceptions import InvalidTag

from vungxanh.device.reasons import _WORDS, Reason, reason_of


def refused_by_sqlite(statement: str) -> sqlite3.Error:
    database = sqlite3.connect(":memory:")
    database.executescript("CREATE TABLE t(x); PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.Error) as refused:
        database.execute(statement)
    return refused.value


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"), "refused"),
        (OSError(errno.ENETUNREACH, "Network is unreachable"), "unreachable"),
        (TimeoutError("60 s"), "timeout"),
        (TimeoutError(errno.ETIMEDOUT, "timed out"), "timeout"),
        (socket.gaierror(-2, "Name or service not known"), "unknown_host"),
        (ssl.SSLCertVerificationError("self-signed"), "certificate"),
        (ssl.SSLError("wrong version"), "tls"),
        (PermissionError(errno.EACCES, "Permission denied"), "permission"),
        (OSError(errno.ENOSPC, "No space left on device"), "full"),
        (InvalidTag(), "damaged"),
        (refused_by_sqlite("INSERT INTO t VALUES (zeroblob(99999))"), "full"),
        (RuntimeError("?"), "other"),
    ],
)
def test_an_error_is_told_by_its_kind_and_not_in_the_systems_english(error: Exception, code: str) -> None:
    reason = reason_of(error)
    assert reason.code == code
    assert reason.said("vi") != reason.said("en")
    assert ("(" in reason.said("vi")) == (code == "other")


def test_every_cause_has_words_in_both_languages() -> None:
    assert all(vi and en and vi != en for vi, en in _WORDS.values())
    assert Reason("other", "[Errno 5] x").said("vi") == "lỗi chưa rõ ([Errno 5] x)"
