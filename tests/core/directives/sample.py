"""The packaged directory and the sample letters, for tests of the reader."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from vungxanh.core.directives.directory import Directory
from vungxanh.core.directives.jsonform import to_json
from vungxanh.core.directives.reader import read_directive
from vungxanh.kit.extract import extract

LETTERS = Path(__file__).parents[2] / "letters"
LETTER = (LETTERS / "4248-UBND-KGVX.txt").read_text(encoding="utf-8")
GOLD = sorted(LETTERS.glob("*.json"))
_DATA = Path(__file__).parents[3] / "src" / "vungxanh" / "apps" / "org" / "data"


@cache
def directory() -> Directory:
    """Build the demonstration province's directory once."""
    sheets = [
        list(csv.DictReader((_DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()))
        for name in ("units-quang-nam-2020", "organisations", "groups")
    ]
    return Directory.from_rows(*sheets)


def read(text: str) -> dict[str, Any]:
    """Read a letter to JSON form."""
    return to_json(read_directive(text, directory()))


def gold(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a person expects of a letter, and what the reader makes of it."""
    return json.loads(path.read_text(encoding="utf-8")), read(
        extract(f"{path.stem}.txt", path.with_suffix(".txt").read_bytes()).text
    )


def codes(refs: list[dict[str, Any]]) -> list[str | None]:
    """Return the codes of references."""
    return [ref["code"] for ref in refs]


def warned(form: dict[str, Any]) -> set[str]:
    """Return the codes of warnings."""
    return {one["code"] for one in form["warnings"]}


_HEAD = """ỦY BAN NHÂN DÂN
TỈNH QUẢNG NAM
Số: 4300/UBND-KGVX
Quảng Nam, ngày 05 tháng 8 năm 2020
Kính gửi:
- Các sở, ban, ngành;
- UBND các huyện, thị xã, thành phố.
UBND tỉnh yêu cầu:
"""
_FOOT = "\nNơi nhận:\n- Như trên;\n- Lưu: VT, KGVX.\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nTrần Văn Tân\n"


def ordered(*items: str) -> dict[str, Any]:
    """Read a letter that orders these items."""
    return read(_HEAD + "\n".join(f"{i}. {item}" for i, item in enumerate(items, 1)) + _FOOT)


def only_task(item: str) -> dict[str, Any]:
    """Read a letter of one item that gives one task."""
    task: dict[str, Any]
    (task,) = ordered(item)["tasks"]
    return task
