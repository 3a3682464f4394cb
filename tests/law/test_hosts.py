"""The project names no package registry and no path of one machine."""

import re
import subprocess

from tests.law import tree

FOREIGN = re.compile(
    "|".join(
        [
            "py" + r"pi\.org",
            "python" + "hosted",
            r"registry\.np" + "mjs",
            r"deb\.deb" + r"ian\.org",
            r"(?<![\w.-])/(wo" + "rk|fa" + "rm)/",
        ]
    )
)


def test_no_tracked_file_names_a_registry_or_a_machine_path() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=tree.ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    assert len(listed) > 100
    found = []
    for name in filter(None, listed):
        try:
            text = (tree.ROOT / name).read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        if FOREIGN.search(text):
            found.append(name)
    assert not found
