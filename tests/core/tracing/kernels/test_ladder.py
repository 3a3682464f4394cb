"""Identifiers on every rung are those of the definition, and no rung is loaded where it would end the process."""

import os
import subprocess
import sys
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing import vectors
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.kernels import ladder

RUNGS = ladder.available()
keys = st.lists(st.binary(min_size=32, max_size=32), max_size=20)
AVX2 = "+sse3,+ssse3,+sse4.1,+sse4.2,+popcnt,+avx,+avx2,+bmi,+bmi2,+fma,+lzcnt,+movbe"
# Compares identifiers and next keys of 37 keys with hashlib, then says what was available and what was loaded.
PROGRAM = """
import sys
import numpy as np
from vungxanh.core.tracing import ids
from vungxanh.core.tracing.kernels import ladder
raw = np.random.default_rng(4).integers(0, 256, (37, 32), dtype=np.uint8)
words = ladder.words(raw)
for rung in (None, *ladder.available()):
    found, later = ladder.identifiers(words, 96, rung), ladder.next_keys(words, rung)
    assert [row.tobytes() for row in found] == [b"".join(ids.identifiers(key.tobytes())) for key in raw], rung
    assert [row.astype(">u4").tobytes() for row in later] == [ids.next_key(key.tobytes()) for key in raw], rung
loaded = sorted(name.rpartition(".")[2] for name in sys.modules if name.endswith(("lanes", "sha_ni")))
print(*ladder.available(), *loaded)
"""


def words_of(raw: list[bytes]) -> np.ndarray:
    return ladder.words(np.frombuffer(b"".join(raw), np.uint8).reshape(-1, 32))


@pytest.mark.parametrize("rung", RUNGS)
@given(raw=keys, slots=st.sampled_from((1, 2, 3, 96, 144)))
def test_identifiers_equal_the_definition(rung: ladder.Rung, raw: list[bytes], slots: int) -> None:
    found = ladder.identifiers(words_of(raw), slots, rung)
    assert found.shape == (len(raw), slots, 12)
    assert [row.tobytes() for row in found] == [b"".join(ids.identifiers(key, slots)) for key in raw]


@pytest.mark.parametrize("rung", RUNGS)
@given(raw=keys)
def test_next_keys_equal_the_definition(rung: ladder.Rung, raw: list[bytes]) -> None:
    assert [row.astype(">u4").tobytes() for row in ladder.next_keys(words_of(raw), rung)] == [
        sha256(key).digest() for key in raw
    ]


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize(("key", "day", "slot", "expected"), vectors.COMPUTED)
def test_computed_vectors(rung: ladder.Rung, key: bytes, day: int, slot: int, expected: str) -> None:
    words = words_of([key])
    for _ in range(day):
        words = ladder.next_keys(words, rung)
    assert ladder.identifiers(words, rung=rung)[0, slot].tobytes() == bytes.fromhex(expected)


@pytest.mark.parametrize("rung", RUNGS)
def test_a_buffer_is_used_again_and_never_written_past(rung: ladder.Rung) -> None:
    out = ladder.buffer(5)
    first = ladder.identifiers(words_of([vectors.K1] * 5), rung=rung, out=out)
    second = ladder.identifiers(words_of([vectors.K2] * 3), rung=rung, out=out)
    assert np.shares_memory(first, out)
    assert [row.tobytes() for row in second] == [b"".join(ids.identifiers(vectors.K2))] * 3
    with pytest.raises(ValueError, match="do not fit"):
        ladder.identifiers(words_of([vectors.K1]), rung=rung, out=np.empty(100, np.uint8))
    with pytest.raises(ValueError, match="do not fit"):
        ladder.identifiers(words_of([vectors.K1]), 0, rung)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cpu", "features", "rungs"),
    [
        ("generic", "", "lanes lanes"),
        ("generic", AVX2, "lanes lanes"),
        ("generic", "+sse4.1,+ssse3", "lanes lanes"),
        ("generic", "+sha", "lanes lanes"),
    ],
)
def test_a_processor_without_sha_instructions_runs_on_lanes_alone(cpu: str, features: str, rungs: str) -> None:
    environment = os.environ | {"NUMBA_CPU_NAME": cpu, "NUMBA_CPU_FEATURES": features}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, rungs.split()), done.stderr


@pytest.mark.skipif(ladder.Rung.SHA_NI not in RUNGS, reason="this processor has no SHA instructions")
def test_where_they_exist_the_sha_instructions_come_first() -> None:
    assert RUNGS == (ladder.Rung.SHA_NI, ladder.Rung.LANES)


def test_a_rung_that_is_not_there_is_refused_before_it_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    from numba import config

    monkeypatch.setattr(config, "CPU_FEATURES", "+sse2")
    with pytest.raises(ValueError, match="no sha_ni"):
        ladder.identifiers(words_of([vectors.K1]), rung=ladder.Rung.SHA_NI)
