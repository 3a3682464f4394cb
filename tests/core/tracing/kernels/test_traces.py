"""The bulk reader reads what the plain reader reads, and names what it names."""

from itertools import repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tracing import rows
from vungxanh.core.tracing import tracefile
from vungxanh.core.tracing.kernels import traces
from vungxanh.core.tracing.problems import Problem
from vungxanh.core.tracing.tracefile import Row

NOISE = st.sampled_from(
    (b"", b"\r", b"\n", b"\r\n", b"\n\n", b"\t", b"-", b"0", b"9" * 19, b"G", b"x" * 1_500, b"\r" * 1_500)
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A file of which some rows were cut, lengthened or changed."""
    lines = [tracefile.write_row(row) for row in draw(st.lists(rows.ROWS, max_size=5))]
    for place in range(len(lines)):
        if draw(st.booleans()):
            start, length = draw(st.integers(0, 68)), draw(st.integers(0, 3))
            lines[place] = lines[place][:start] + draw(NOISE) + lines[place][start + length :]
    return b"".join(lines) + draw(NOISE)


def read(
    chunks: list[bytes], *, own: bool, size: int = 1_000_000
) -> tuple[list[tuple[bytes, int, int]], list[Problem]]:
    blocks = list(traces.read_blocks(chunks, own=own, size=size))
    assert all(len(block.sightings) <= size for block in blocks)
    assert sum(block.unread for block in blocks) == sum(len(block.problems) for block in blocks)
    seen = [
        (identifier.tobytes(), int(rssi), int(ms))
        for block in blocks
        for identifier, rssi, ms in zip(block.sightings.ids, block.sightings.rssi, block.sightings.ms, strict=True)
    ]
    return seen, [problem for block in blocks for problem in block.problems]


@settings(max_examples=400)
@given(damaged(), st.data(), st.booleans(), st.integers(1, 4))
def test_rows_and_problems_are_those_of_the_plain_reader(
    content: bytes, data: st.DataObject, own: bool, size: int
) -> None:
    expected = list(tracefile.read_rows([content]))
    held = [((row.own if own else row.contact), row.rssi, row.ms) for row in expected if isinstance(row, Row)]
    wanted = [row for row in held if row[0] is not None], [one for one in expected if isinstance(one, Problem)]
    assert read(data.draw(rows.pieces(content)), own=own, size=size) == wanted
    assert list(tracefile.read_rows(data.draw(rows.pieces(content)))) == expected


def test_a_large_file_is_read_in_blocks_across_pieces() -> None:
    line = b"286BCE589AB994EFA5F73CAD\t9C25DF2D9861B31897EA3028\t-60\t1596887252275\n"
    blocks = list(traces.read_blocks([line * 50_000] * 2, size=30_000))
    assert [len(block.sightings) for block in blocks] == [30_000, 30_000, 30_000, 10_000]
    assert all((block.sightings.ms == 1_596_887_252_275).all() for block in blocks)


def test_of_a_file_of_rubbish_the_first_thousand_problems_are_named_and_all_are_counted() -> None:
    blocks = list(traces.read_blocks([b"rubbish\n"] * 300 + [b"\n" * 5_000, b"\r\n"]))
    assert sum(block.unread for block in blocks) == 5_300
    problems = [problem for block in blocks for problem in block.problems]
    assert [problem.row for problem in problems] == list(range(1, 1_001))


def test_a_file_without_a_line_end_is_one_problem() -> None:
    (block,) = traces.read_blocks(repeat(b"A" * 1_000_000, 50))
    assert [(problem.code, problem.row) for problem in block.problems] == [("line_too_long", 1)]
    assert block.unread == 1
    assert list(traces.read_blocks([])) == []


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("place", range(49))
def test_a_wrong_digit_anywhere_in_either_identifier_spoils_the_row(place: int, own: bool) -> None:
    line = bytearray(b"286BCE589AB994EFA5F73CAD\t9C25DF2D9861B31897EA3028\t-60\t1596887252275\n")
    line[place] = ord("G")
    rows_read, problems = read([bytes(line)], own=own)
    assert rows_read == []
    assert len(problems) == 1
