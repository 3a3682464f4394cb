"""A batch is read whole, signed and sound, or not at all; what is wrong is named."""

import struct
from dataclasses import replace

import pytest

from tests.core.exposure.made import DAY, HEAD, UNTIL, rows, signer, trusting, write_batch
from vungxanh.core.exposure.batch import (
    HEAD_BYTES,
    MOST_ROWS,
    ROW_BYTES,
    Batch,
    Head,
    Row,
    read_batch,
    signed,
)
from vungxanh.core.exposure.columns import Read, read_columns
from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.core.tracing.problems import Refused

SIGNER = signer()
TRUSTED = trusting(SIGNER)
READERS = pytest.mark.parametrize("read", [read_batch, read_columns])
FIELDS = struct.Struct("<32sIIBBH")


def packed(*fields: tuple[bytes, int, int, int, int, int]) -> bytes:
    return b"".join(FIELDS.pack(*one) for one in fields)


def sound(number: int = 1) -> tuple[bytes, int, int, int, int, int]:
    return bytes([number]) * 32, DAY, DAY + DAY_S - 1, 0, 1, 0


def refusal(read: object, data: bytes, trusted: object = TRUSTED) -> tuple[str, int]:
    with pytest.raises(Refused) as wrong:
        read(data, trusted)  # type: ignore[operator]
    assert wrong.value.problem.sentence("vi") != wrong.value.problem.sentence("en")
    return wrong.value.problem.code, wrong.value.problem.row


def test_what_was_written_is_read_again_in_the_order_of_keys() -> None:
    listed = rows(200)
    read = read_batch(write_batch(HEAD, listed, [SIGNER]), TRUSTED)
    expected = tuple(sorted(listed, key=lambda one: one.key.key))
    assert read == Batch(HEAD, expected, SIGNER.public)


def test_the_layout_is_the_documented_one() -> None:
    data = write_batch(HEAD, [Row(SlotKey(b"k" * 32, DAY, DAY + 899), revoked=True)], [SIGNER])
    assert data[:HEAD_BYTES] == b"VUNGXANH-KEYS 1 0000000007 1596924000 1596938400 0000000001    \n"
    assert data[HEAD_BYTES : HEAD_BYTES + ROW_BYTES] == b"k" * 32 + struct.pack("<IIBBH", DAY, DAY + 899, 1, 1, 0)
    assert data[HEAD_BYTES + ROW_BYTES] == 1
    assert data[HEAD_BYTES + ROW_BYTES + 1 :][:16].decode() == SIGNER.public.id
    assert len(data) == HEAD_BYTES + ROW_BYTES + 1 + 16 + 4 + 64


def test_the_same_rows_in_any_order_give_the_same_bytes() -> None:
    listed = rows(50)
    assert write_batch(HEAD, listed, [SIGNER]) == write_batch(HEAD, listed[::-1], [SIGNER])


def test_an_empty_batch_is_a_batch() -> None:
    assert read_batch(write_batch(HEAD, [], [SIGNER]), TRUSTED).rows == ()


@READERS
def test_any_changed_byte_of_head_or_rows_is_noticed(read: object) -> None:
    data = write_batch(HEAD, rows(3), [SIGNER])
    body = len(data) - 1 - 84
    codes = set()
    for place in range(body):
        changed = bytearray(data)
        changed[place] ^= 1
        codes.add(refusal(read, bytes(changed))[0])
    assert codes == {"bad_magic", "bad_header", "too_many_rows", "truncated", "forged_signature"}


@READERS
def test_a_changed_signature_is_forged(read: object) -> None:
    data = bytearray(write_batch(HEAD, rows(3), [SIGNER]))
    data[-1] ^= 1
    assert refusal(read, bytes(data)) == ("forged_signature", 0)


@READERS
def test_whatever_is_cut_off_or_added_is_noticed(read: object) -> None:
    data = write_batch(HEAD, rows(3), [SIGNER])
    assert {refusal(read, data[:end])[0] for end in range(len(data))} == {"bad_magic", "truncated"}
    assert refusal(read, data + b"\0")[0] == "truncated"


@READERS
def test_a_stranger_signs_nothing(read: object) -> None:
    assert refusal(read, write_batch(HEAD, rows(3), [signer(2)])) == ("unknown_signer", 0)


@READERS
@pytest.mark.parametrize(("from_s", "until_s"), [(UNTIL + 1, UNTIL + 9), (0, UNTIL)])
def test_a_signer_outside_its_time_is_named(read: object, from_s: int, until_s: int) -> None:
    late = signer(from_s=from_s, until_s=until_s)
    assert refusal(read, write_batch(HEAD, rows(3), [late]), trusting(late)) == ("signer_not_valid", 0)


def test_of_two_signatures_one_that_is_known_is_enough_and_the_newest_stands_first() -> None:
    new = signer(2, version=2)
    data = write_batch(HEAD, rows(3), [SIGNER, new])
    assert read_batch(data, trusting(new)).signer == new.public
    assert read_batch(data, TRUSTED).signer == SIGNER.public
    assert data[-2 * 84 :][:16].decode() == new.public.id


def test_a_forged_signature_of_a_known_key_is_not_saved_by_another() -> None:
    new = signer(2, version=2)
    data = bytearray(write_batch(HEAD, rows(3), [SIGNER, new]))
    data[-1] ^= 1
    assert refusal(read_batch, bytes(data), trusting(SIGNER, new))[0] == "forged_signature"


@READERS
@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (sound(1), "out_of_order"),
        (sound(2), "out_of_order"),
        ((b"\3" * 32, DAY, DAY - 1, 0, 1, 0), "row_ends_before_start"),
        ((b"\3" * 32, DAY + 2 * DAY_S, DAY + 2 * DAY_S + 9, 0, 1, 0), "row_from_the_future"),
        ((b"\3" * 32, DAY + DAY_S, DAY + DAY_S + 9, 0, 1, 0), "row_not_due"),
        ((b"\3" * 32, DAY, DAY + DAY_S, 0, 1, 0), "row_past_midnight"),
        ((b"\3" * 32, DAY + 1, DAY + DAY_S - 1, 0, 1, 0), "row_off_slot"),
        ((b"\3" * 32, DAY, DAY + DAY_S - 1, 2, 1, 0), "row_flags"),
        ((b"\3" * 32, DAY, DAY + DAY_S - 1, 0, 4, 0), "row_flags"),
        ((b"\3" * 32, DAY, DAY + DAY_S - 1, 0, 1, 7), "row_flags"),
    ],
)
def test_an_unsound_row_is_named_even_when_it_is_signed(read: object, bad: tuple[bytes, int, int], code: str) -> None:
    listed = packed(sound(1), sound(2), bad, sound(9))  # type: ignore[arg-type]
    assert refusal(read, signed(HEAD, listed, [SIGNER])) == (code, 3)


@READERS
def test_a_batch_over_the_cap_is_refused_by_its_head_alone(read: object) -> None:
    line = HEAD.line(MOST_ROWS + 1)
    assert refusal(read, line) == ("too_many_rows", 0)


def test_neither_too_many_rows_nor_an_unsound_head_can_be_written() -> None:
    with pytest.raises(ValueError):
        signed(HEAD, bytes((MOST_ROWS + 1) * ROW_BYTES), [SIGNER])
    with pytest.raises(ValueError):
        write_batch(replace(HEAD, until_s=HEAD.from_s), [], [SIGNER])
    with pytest.raises(ValueError):
        write_batch(Head(10**10, 1, 2), [], [SIGNER])
    with pytest.raises(ValueError):
        write_batch(HEAD, [], [])


def test_both_readers_find_the_same() -> None:
    data = write_batch(HEAD, rows(500), [SIGNER])
    fast: Read = read_columns(data, TRUSTED)
    found = [
        (key.tobytes(), int(start), int(end), int(report), bool(revoked))
        for key, start, end, report, revoked in zip(
            fast.rows.keys, fast.rows.start, fast.rows.end, fast.rows.report, fast.rows.revoked, strict=True
        )
    ]
    assert found == [
        (one.key.key, one.key.start_s, one.key.end_s, one.report, one.revoked) for one in read_batch(data, TRUSTED).rows
    ]
