"""Tests stand where the code stands."""

from tests.law import tree

FREE = {"law", "journeys", "letters", "factories", "peers", "browser"}


def test_every_test_folder_mirrors_a_folder_of_the_source() -> None:
    tests = tree.ROOT / "tests"
    folders = {path.parent.relative_to(tests) for path in tests.rglob("test_*.py")}
    assert len(folders) > 10
    strays = [str(f) for f in folders if f.parts and f.parts[0] not in FREE and not (tree.SOURCE / f).exists()]
    assert not strays


def test_every_part_has_tests() -> None:
    parts = [
        p
        for room in ("core", "kit", "apps")
        for p in sorted((tree.SOURCE / room).iterdir())
        if p.is_dir() and p.name[0] != "_"
    ]
    untested = [
        tree.name_of(part)
        for part in parts
        if not list((tree.ROOT / "tests" / part.relative_to(tree.SOURCE)).rglob("test_*.py"))
        and not list((tree.ROOT / "tests" / part.relative_to(tree.SOURCE).parent).glob(f"test_{part.name}*.py"))
    ]
    assert not untested
