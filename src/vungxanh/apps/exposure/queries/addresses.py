"""Which commune an address names (địa chỉ → xã): as people write it on a telephone, accents or not.

"Thôn 3, xã Đại Sơn, huyện Đại Lộc" names one. A name that several communes have needs its district; an address that
leaves a doubt resolves to nothing.
"""

import re
from datetime import date

from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.queries.directory import units_on
from vungxanh.core.text.vietnamese import fold

_KIND = re.compile(r"^(?:xa|phuong|thi tran|huyen|thi xa|thanh pho|quan|tinh|tp|tx|tt|p|x|h|q)\b[. ]*(?=\S)")
_BREAK = re.compile(r"\s*[,;\-–/|\n]+\s*")
_BLANKS = re.compile(r"\s+")
_LEVELS = (Level.COMMUNE, Level.DISTRICT)


def commune_of(address: str, *, on: date) -> Unit | None:
    """The commune of that day, or None when the address names none or more than one (1 query)."""
    parts = [bare(part) for part in _BREAK.split(address) if part.strip()]
    if not parts:
        return None
    units = [unit for unit in units_on(on) if unit.level_then in _LEVELS]
    districts = {unit.pk: unit for unit in units if unit.level_then == Level.DISTRICT}
    said = {unit.pk for unit in districts.values() if bare(unit.name_then) in parts}
    communes = [unit for unit in units if unit.level_then == Level.COMMUNE and _named(unit, parts)]
    if said and any(unit.parent_then in said for unit in communes):
        communes = [unit for unit in communes if unit.parent_then in said]
    elif said:
        return None
    return communes[0] if len(communes) == 1 else None


def bare(name: str) -> str:
    """A place's name without accents, capitals and what kind of place it is: "Xã Đại Sơn" and "dai son" are one."""
    text = _BLANKS.sub(" ", fold(name)).strip(" .")
    return _KIND.sub("", text)


def _named(unit: Unit, parts: list[str]) -> bool:
    return bare(unit.name_then) in parts
