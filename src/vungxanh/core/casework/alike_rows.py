"""Rows of one list that may tell of one person twice (dòng trùng trong một danh sách)."""

from collections.abc import Sequence

from vungxanh.core.casework.identity import Identity, Likeness, citizen_id, folded_name, likeness, phone

LEAST = 0.4
"""Two of a name are asked about within one list even where nothing else is known of them."""
_MOST = 20


def alike_rows(rows: Sequence[Identity]) -> dict[int, tuple[int, Likeness]]:
    """By its place in the list each row that may be the person of an earlier one: the likest such row, and why.

    Only rows that share a number, an id or a name are compared, and with the first so many that do.
    """
    sharing: dict[tuple[int, str], list[int]] = {}
    found: dict[int, tuple[int, Likeness]] = {}
    for at, row in enumerate(rows):
        keys = [key for key in enumerate(_keys(row)) if key[1]]
        earlier = sorted({place for key in keys for place in sharing.get(key, ())})
        likest = max(((likeness(row, rows[place]), -place) for place in earlier), key=_strength, default=None)
        if likest and likest[0].score >= LEAST:
            found[at] = -likest[1], likest[0]
        for key in keys:
            if len(sharing.setdefault(key, [])) < _MOST:
                sharing[key].append(at)
    return found


def _keys(row: Identity) -> tuple[str, str, str, str]:
    """As `blocking_keys`, with the name alone for who has no year; it is folded once."""
    name = folded_name(row.name)
    named = f"{name}|{row.birth_year}" if name and row.birth_year else ""
    return phone(row.phone) or "", citizen_id(row.citizen_id) or "", named, name


def _strength(one: tuple[Likeness, int]) -> tuple[float, int]:
    return one[0].score, one[1]
