"""Time and chance are handed in, never fetched, in core, actions and queries."""

import re

from tests.law import tree

FETCHED = re.compile(
    r"\b(clock\.(machine_)?now|timezone\.now|datetime\.now|date\.today|time\.time|random\.(?!Random\b)\w+|secrets\.\w+)\("
)
ROOMS = ("core", "kit", "apps")


def deciding(path_parts: tuple[str, ...], name: str) -> bool:
    """Whether a file belongs to core or to a feature's actions, queries or policies."""
    return "core" in path_parts or any(room in (*path_parts, name) for room in ("actions", "queries", "policies"))


def test_core_actions_and_queries_never_ask_the_clock_or_the_dice() -> None:
    files = [p for room in ROOMS for p in tree.modules(room) if deciding(p.relative_to(tree.SOURCE).parts[:-1], p.stem)]
    assert len(files) > 20
    found = [
        f"{tree.name_of(path)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if FETCHED.search(line)
    ]
    assert not found
