"""Tables of assignments as lines that read like the letter's own labels (bảng phân công).

A row "1 | Rà soát văn bản | Sở Tư pháp | Công an tỉnh | 30/6/2023" becomes "1. Rà soát văn bản", "Đơn vị chủ trì: Sở Tư
pháp", "Đơn vị phối hợp: Công an tỉnh", "Thời hạn: 30/6/2023"; other columns follow under their own headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vungxanh.core.text.vietnamese import fold

Row = Sequence[Sequence[str]]
"""One row: for each column the lines of its cell; a cell merged over several columns comes once for each."""

_ROLES = (
    ("number", re.compile(r"(?:stt|tt|so tt|so thu tu)$")),
    ("cooperate", re.compile(r".*phoi hop")),
    ("lead", re.compile(r".*(?:chu tri|thuc hien$|phu trach|chiu trach nhiem)(?!.*thoi)")),
    ("time", re.compile(r".*(?:thoi (?:gian|han)|tien do|han hoan thanh)")),
    ("duty", re.compile(r".*(?:noi dung|nhiem vu|cong viec|hoat dong|giai phap)")),
)
_FEWEST_COLUMNS = 3
_RULED = re.compile(r"[\s|:+=-]+")
_LABELS = {"lead": "Đơn vị chủ trì", "cooperate": "Đơn vị phối hợp", "time": "Thời hạn"}


def assignment_lines(rows: Sequence[Row]) -> list[str] | None:
    """Return the lines of a table of assignments; None when no row among the first three heads one."""
    for at, row in enumerate(rows[:3]):
        roles = roles_of(row)
        if {"duty", "lead"} <= set(roles):
            heads = [" ".join(cell) for cell in row]
            return [line for one in rows[at + 1 :] for line in _lines(one, roles, heads)]
    return None


def with_tables(text: str) -> str:
    """Return plain text with every table of assignments (cells parted by tabs or bars) as lines; the rest unchanged."""
    lines: list[str] = []
    rows: list[tuple[str, list[list[str]]]] = []
    for line in [*text.split("\n"), ""]:
        cells = _cells(line)
        if len(cells) >= _FEWEST_COLUMNS:
            rows.append((line, [[cell] if cell else [] for cell in cells]))
            continue
        lines += _read_rows(rows)
        rows = []
        lines.append(line)
    return "\n".join(lines[:-1])


def _cells(line: str) -> list[str]:
    """Split a row at tabs or at bars; a line of prose gives one cell."""
    if "\t" in line.strip():
        return [cell.strip() for cell in line.split("\t")]
    if line.count("|") >= _FEWEST_COLUMNS - 1:
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    return []


def _read_rows(rows: list[tuple[str, list[list[str]]]]) -> list[str]:
    """Return the rows' duties with their labels, or the rows as they were when they hold none."""
    widest = max((len(cells) for _, cells in rows), default=0)
    table = [cells + [[] for _ in range(widest - len(cells))] for line, cells in rows if not _RULED.fullmatch(line)]
    return assignment_lines(table) or [line for line, _ in rows]


def heading_of(rows: Sequence[Row]) -> Row | None:
    """Return the row among the first three that heads a table of assignments."""
    return next((row for row in rows[:3] if {"duty", "lead"} <= set(roles_of(row))), None)


def roles_of(row: Row) -> list[str]:
    """Return what each column of a heading is for: number, duty, lead, cooperate, time or other."""
    roles: list[str] = []
    for cell in row:
        words = fold(" ".join(cell)).strip(" .:")
        role = next((name for name, pattern in _ROLES if pattern.match(words)), "other")
        if role == "lead" and re.match(r".*thoi (?:gian|han)", words):
            role = "time"
        roles.append("other" if role in roles else role)
    return roles


def _lines(row: Row, roles: list[str], heads: list[str]) -> Iterator[str]:
    cells = {role: cell for role, cell in zip(roles, row, strict=False) if role != "other" and any(cell)}
    duty = " ".join(cells.get("duty", ()))
    number = " ".join(cells.get("number", ())).strip(" .)")
    if len({tuple(cell) for cell in row if any(cell)}) <= 2 and not _differs(cells):
        title = duty if number in {"", duty} else f"{number}. {duty}"
        yield from [title] if title else []
        return
    if re.fullmatch(r"\d+(?:\s+năm\s+\d+)?|\(?\d\)?", duty):  # "(1) (2) (3)": the row that numbers the columns
        return
    yield f"{number}. {duty}" if re.fullmatch(r"\d+(?:\.\d+)*|[IVX]+|[a-zđ]", number) else f"- {duty}"
    for role, label in _LABELS.items():
        if written := "; ".join(line.strip(" -–+;,.") for line in cells.get(role, ())):
            yield f"{label}: {written}"
    for role, head, cell in zip(roles, heads, row, strict=False):
        if role == "other" and head and any(cell):
            yield f"{head}: {' '.join(cell)}"


def _differs(cells: dict[str, Sequence[str]]) -> bool:
    """Say whether the lead has a cell of its own and is not the same merged cell as the duty."""
    return bool(cells.get("lead")) and cells.get("lead") != cells.get("duty")
