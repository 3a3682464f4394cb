"""Small rooms: no file over 300 lines, tests and measurements too; no function of the product over 50."""

import ast

from tests.law import tree

FILE_LINES, FUNCTION_LINES = 300, 50


def test_no_file_is_longer_than_300_lines() -> None:
    files = [
        *tree.modules(),
        *tree.SOURCE.rglob("static/**/*.js"),
        *tree.SOURCE.rglob("static/**/*.css"),
        *tree.templates(),
        *(tree.ROOT / "tests").rglob("*.py"),
        *(tree.ROOT / "benchmarks").rglob("*.py"),
    ]
    texts = [path for path in files if path.suffix in {".py", ".js", ".css", ".html", ".txt"}]
    assert len(texts) > 50
    long = {
        tree.name_of(path): lines for path in texts if (lines := len(path.read_text("utf-8").splitlines())) > FILE_LINES
    }
    assert not long


def test_no_function_is_longer_than_50_lines() -> None:
    long = {
        f"{tree.name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in tree.modules()
        for node in ast.walk(tree.parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    }
    assert not long
