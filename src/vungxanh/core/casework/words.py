"""What a rule says to a person, in Vietnamese and in English (lời cho người đọc)."""

from datetime import date
from typing import NamedTuple


class Said(NamedTuple):
    """One sentence in both languages."""

    vi: str
    en: str

    def told(self, language: str) -> str:
        """The sentence in a language by its code; Vietnamese for any but English."""
        return self.en if language.startswith("en") else self.vi


def dated(on: date | None) -> str:
    """A day as it is written in Viet Nam: 28/07/2020; a dash for none."""
    return f"{on:%d/%m/%Y}" if on else "–"


def counted(number: int) -> str:
    """A whole number with points between thousands: 1.495.812."""
    return f"{number:,}".replace(",", ".")
