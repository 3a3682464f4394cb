"""Codes of cases and pseudonyms of people: short, readable aloud, and telling nothing (mã ca, bí danh)."""

import re
from collections.abc import Callable

# No vowels and nothing that looks or sounds like another: no words come out, and it can be read on the telephone.
_SIGNS = "2345679CDFHKMPRTVX"
_LENGTH = 6
_PSEUDONYM = re.compile(rf"NG-[{_SIGNS}]{{{_LENGTH}}}")
_CASE_CODE = re.compile(rf"CA[0-9]{{2}}-[{_SIGNS}]{{{_LENGTH}}}")
_OURS = re.compile(r"CA[0-9]{2}[\W_]*[A-Z0-9]|NG[\W_]*[A-Z0-9]{6}$", re.IGNORECASE)
_NATIONAL = re.compile(r"(?:BN)?[ .:-]*0*([0-9]{1,6})", re.IGNORECASE)


def pseudonym(entropy: bytes) -> str:
    """A pseudonym such as "NG-4K7H2P" from at least 8 random bytes: 34 million names, checked for uniqueness."""
    return "NG-" + _drawn(entropy)


def case_code(year: int, entropy: bytes) -> str:
    """A case's code such as "CA20-4K7H2P"."""
    return f"CA{year % 100:02d}-" + _drawn(entropy)


def national_number(text: str) -> str:
    """The one spelling of a national number: "BN416", "bn 0416" and "416" are "BN 416"; other numbers stay as told."""
    found = _NATIONAL.fullmatch(text.strip())
    return f"BN {found[1]}" if found else " ".join(text.split())


def is_ours(text: str) -> bool:
    """Whether a text is like a code or a pseudonym of this house, in whatever spelling: no number of others' is."""
    return bool(_OURS.match(text.strip()))


def pseudonym_in(text: str) -> str:
    """The pseudonym that a cell holds, as it is kept; "" where it holds none of the form that ours have."""
    word = text.strip().upper()
    return word if _PSEUDONYM.fullmatch(word) else ""


def case_code_in(text: str) -> str:
    """The same of a case's code."""
    word = text.strip().upper()
    return word if _CASE_CODE.fullmatch(word) else ""


def _drawn(entropy: bytes) -> str:
    if len(entropy) < 8:
        raise ValueError("8 random bytes are needed")
    number, signs = int.from_bytes(entropy, "big"), []
    for _ in range(_LENGTH):
        number, sign = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[sign])
    return "".join(signs)


Entropy = Callable[[int], bytes]
"""Random bytes by number, handed to actions that make a name."""
