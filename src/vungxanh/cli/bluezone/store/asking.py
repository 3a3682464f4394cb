"""The owner is asked at the keyboard of this machine, and nowhere else (hỏi chủ máy).

Consent is an answer to what was read: so there is no option that says yes, standard input does not count (`yes |` is
nobody), what was typed before the question stood there is thrown away, and a single letter is no answer.
"""

import os
import termios
import textwrap
import unicodedata
from typing import TextIO

from vungxanh.device.problems import DeviceProblem

TERMINAL = "/dev/tty"
YES = {"yes", "có", "co"}  # a bare console cannot type the diacritic
_COLUMNS = 80


def ask(shown: str, question: str) -> bool:
    """Show, ask, and whether the answer was a yes; raises DeviceProblem without a terminal."""
    try:
        out = open(TERMINAL, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - closed below, both or none
    except OSError:
        raise DeviceProblem("no_terminal") from None
    with out, open(TERMINAL, encoding="utf-8", errors="replace") as answers:  # noqa: PTH123 - a device
        columns = _columns(out)
        out.write(f"{_wrapped(_plain(shown), columns)}\n\n")
        out.flush()
        termios.tcflush(answers, termios.TCIFLUSH)
        out.write(_wrapped(_plain(question), columns) + " ")
        out.flush()
        return unicodedata.normalize("NFC", answers.readline().strip().casefold()) in YES


def _columns(out: TextIO) -> int:
    try:
        return os.get_terminal_size(out.fileno()).columns or _COLUMNS
    except OSError:
        return _COLUMNS


def _wrapped(text: str, columns: int) -> str:
    """Lines broken between words, never inside one."""
    lines: list[str] = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        ) or [""]
    return "\n".join(lines)


def _plain(text: str) -> str:
    """What would move the cursor is written out: an address must not be able to hide itself."""
    return "".join(one if one.isprintable() or one == "\n" else f"\\x{ord(one):02x}" for one in text)
