"""The second engine leaves out what it cannot change, and nothing else."""

import subprocess
import sys

from tests import engines
from tests.law import tree

LEFT_OUT = "tests/device/test_claims.py"
# By a mark on the file, by one marked test of many, by a fixture's own fixture, by Django's case, by the address alone.
KEPT = {
    "tests/apps/work/test_issue.py",
    "tests/kit/test_web.py",
    "tests/apps/exposure/app/test_door.py",
    "tests/apps/work/test_machine.py",
    "tests/cli/test_bluezone_given_database.py",
}


def test_a_file_that_meets_a_database_runs_whole_and_one_that_meets_none_does_not() -> None:
    options = ("--collect-only", "-q", "-o", "addopts=", engines.OPTION)
    asked = [sys.executable, "-m", "pytest", *options, LEFT_OUT, *sorted(KEPT)]
    done = subprocess.run(asked, cwd=tree.ROOT, capture_output=True, text=True, check=True)
    tests = [line.partition("::") for line in done.stdout.splitlines() if "::" in line]
    assert {path for path, _, _ in tests} == KEPT
    # This one asks for no database; its neighbours do.
    assert ["tests/kit/test_web.py", "::", "test_a_mistake_of_ours_is_no_problem_of_theirs"] in map(list, tests)
