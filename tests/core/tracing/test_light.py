"""The definitions load nothing heavy: an agent on a small board lives with them alone."""

import subprocess
import sys


def test_the_definitions_load_neither_numpy_nor_numba() -> None:
    modules = "adverts, chains, disclosure, edges, encounters, graph, ids, infof, keyfile, keylist, matching, problems"
    modules += ", risk, tracefile"
    program = f"import sys; from vungxanh.core.tracing import {modules}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "vungxanh.core.tracing.risk" in done.stdout.split()
    assert not {"numpy", "numba", "django"} & set(done.stdout.split())
