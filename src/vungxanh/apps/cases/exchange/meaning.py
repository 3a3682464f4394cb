"""What a row means to the rest of case work: a person, an illness, the times of a meeting (nghĩa của dòng)."""

import json
from datetime import date, datetime

from vungxanh.apps.cases.exchange.reading import Content
from vungxanh.core.casework.identity import Identity, folded_name
from vungxanh.kit.sealing.digests import keyed

_FEMALE = {"female": True, "male": False}


def identity(content: Content) -> Identity:
    """What the person of a row is recognised by."""
    return Identity(
        content.get("full_name", ""),
        born=date.fromisoformat(content["born"]) if "born" in content else None,
        year=content.get("birth_year"),
        phone=content.get("phone", ""),
        citizen_id=content.get("citizen_id", ""),
        female=_FEMALE.get(content.get("sex", "")),
    )


def row_key(content: Content, kind: str) -> str:
    """Equal for the same row of any file: a keyed digest of all it says."""
    return keyed(f"{kind}|{json.dumps(content, sort_keys=True, ensure_ascii=False)}", purpose="cases.import.row")


def same_person(content: Content) -> str:
    """Equal for rows of one person, whose meetings with several cases are several rows; "" where that is unsure.

    Of a row whose `keys` were made (`cases.keys.of`).
    """
    if number := content["keys"]["key_citizen"]:
        return str(number)
    calls, name = content["keys"]["key_phone"], folded_name(content.get("full_name", ""))
    return f"{calls}|{name}" if calls and name else ""


def moment(content: Content, name: str) -> datetime | None:
    """A moment of the row, where it has one."""
    return datetime.fromisoformat(content[name]) if name in content else None


def day(content: Content, name: str) -> date | None:
    """A day of the row, where it has one."""
    return date.fromisoformat(content[name]) if name in content else None
