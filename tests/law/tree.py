"""The source tree as the law tests see it."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "vungxanh"


def modules(under: str = "") -> Iterator[Path]:
    """Every Python file of the product below a folder, without migrations (they are records, not code)."""
    return (path for path in sorted((SOURCE / under).rglob("*.py")) if "migrations" not in path.parts)


def templates() -> Iterator[Path]:
    """Every template."""
    return (path for path in sorted(SOURCE.rglob("templates/**/*")) if path.is_file())


def parse(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """The path as people say it."""
    return str(path.relative_to(ROOT))
