"""The template of a row writes the very bytes of the definition."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.exposure.made import HEAD, rows, signer, write_batch
from vungxanh.core.exposure.batch import MOST_ROWS, Row
from vungxanh.core.exposure.columns import Columns, first_of_each, write_columns
from vungxanh.core.exposure.slotkeys import SlotKey

SIGNER = signer()


def columns(listed: list[Row]) -> Columns:
    keys = np.frombuffer(b"".join(one.key.key for one in listed), np.uint8).reshape(-1, 32)
    start, end = (np.array([getattr(one.key, name) for one in listed], np.uint32) for name in ("start_s", "end_s"))
    report, revoked = (np.array([getattr(one, name) for one in listed], np.uint8) for name in ("report", "revoked"))
    return Columns(keys, start, end, report, revoked)


@pytest.mark.parametrize("count", [0, 1, 2, 1_000])
def test_both_writers_write_the_same_bytes(count: int) -> None:
    listed = rows(count)
    assert write_columns(HEAD, columns(listed), [SIGNER]) == write_batch(HEAD, listed, [SIGNER])


@given(st.sets(st.binary(min_size=1, max_size=2), min_size=2, max_size=20), st.integers(0, 30))
def test_keys_that_begin_alike_are_in_the_same_order(parts: set[bytes], place: int) -> None:
    keys = {(b"\0" * place + part).ljust(32, b"\0")[:32] for part in parts}
    listed = [Row(SlotKey(key, HEAD.until_s // 86_400 * 86_400 - 86_400, HEAD.until_s - 9_000)) for key in keys]
    assert write_columns(HEAD, columns(listed), [SIGNER]) == write_batch(HEAD, listed, [SIGNER])


def test_more_than_the_cap_is_not_written() -> None:
    many = MOST_ROWS + 1
    empty = np.zeros(many, np.uint32)
    with pytest.raises(ValueError):
        write_columns(HEAD, Columns(np.zeros((many, 32), np.uint8), empty, empty, empty, empty), [SIGNER])


@given(st.lists(st.sampled_from([bytes([one]) * 8 + bytes([other]) * 24 for one in range(3) for other in range(4)])))
def test_the_first_row_of_each_key_is_found(keys: list[bytes]) -> None:
    found = first_of_each(np.frombuffer(b"".join(keys), np.uint8).reshape(-1, 32))
    assert found.tolist() == [key not in keys[:place] for place, key in enumerate(keys)]
