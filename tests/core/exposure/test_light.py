"""The definitions load nothing heavy: an agent lives with them, and pages import them."""

import subprocess
import sys


def test_the_definitions_load_neither_numpy_nor_numba_nor_cryptography() -> None:
    modules = "batch, envelope, index, keyset, matching, padding, problems, redaction, signing, slotkeys, uploads"
    program = f"import sys; from vungxanh.core.exposure import {modules}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "vungxanh.core.exposure.uploads" in done.stdout.split()
    assert not {"numpy", "numba", "django", "cryptography", "random"} & set(done.stdout.split())
