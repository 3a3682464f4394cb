"""The owner is asked at the keyboard of this machine, and nowhere else (hỏi chủ máy).

Consent is an answer to what was read: so there is no option that says yes, standard input does not count (`yes |` is
nobody), and what was typed before the question stood there is thrown away.
"""

import termios

from vungxanh.device.problems import DeviceProblem

TERMINAL = "/dev/tty"
YES = {"y", "yes", "c", "có", "co"}
_QUESTION = {"vi": "Gửi đúng nội dung trên? [có/KHÔNG] ", "en": "Send exactly this? [y/N] "}


def ask(shown: str, lang: str) -> bool:
    """Show, ask, and whether the answer was a yes; raises DeviceProblem without a terminal."""
    try:
        out = open(TERMINAL, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - closed below, both or none
    except OSError:
        raise DeviceProblem("no_terminal") from None
    with out, open(TERMINAL, encoding="utf-8", errors="replace") as answers:  # noqa: PTH123 - a device
        out.write(f"{_plain(shown)}\n\n")
        out.flush()
        termios.tcflush(answers, termios.TCIFLUSH)
        out.write(_QUESTION[lang])
        out.flush()
        return answers.readline().strip().casefold() in YES


def _plain(text: str) -> str:
    """What would move the cursor is written out: an address must not be able to hide itself."""
    return "".join(one if one.isprintable() or one == "\n" else f"\\x{ord(one):02x}" for one in text)
