"""`data_trace.txt` byte by byte, whole and damaged."""

from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.tracing import rows, vectors
from vungxanh.core.tracing import tracefile
from vungxanh.core.tracing.problems import Problem, Refused
from vungxanh.core.tracing.tracefile import Row

ROW = Row(vectors.K2_OWN, vectors.K2_PEER, -60, vectors.K2_FIRST_MS)
LINE = b"286BCE589AB994EFA5F73CAD\t9C25DF2D9861B31897EA3028\t-60\t1596887252275\n"


def read(*chunks: bytes) -> list[Row | Problem]:
    return list(tracefile.read_rows(chunks))


def codes(*chunks: bytes) -> list[tuple[str, int]]:
    return [(one.code, one.row) for one in read(*chunks) if isinstance(one, Problem)]


def test_an_android_row_is_written_as_these_68_bytes() -> None:
    assert tracefile.write_row(ROW) == LINE
    assert len(LINE) == 68


def test_an_iphone_row_is_in_seconds_and_has_65_bytes() -> None:
    row = Row(ROW.own, ROW.contact, -60, vectors.K2_FIRST_MS // 1000 * 1000, in_seconds=True)
    assert tracefile.write_row(row).endswith(b"\t-60\t1596887252\n")
    assert len(tracefile.write_row(row)) == 65
    assert read(LINE, tracefile.write_row(row), LINE) == [ROW, row, ROW]


def test_a_mac_only_row_keeps_its_empty_column() -> None:
    row = Row(ROW.own, None, -60, ROW.ms)
    assert tracefile.write_row(row) == b"286BCE589AB994EFA5F73CAD\t\t-60\t1596887252275\n"
    assert read(tracefile.write_row(row)) == [row]


@given(st.lists(rows.ROWS, max_size=6), st.data(), st.sampled_from((b"", b"\r\n")))
def test_what_is_written_is_read_in_pieces_of_any_size(written: list[Row], data: st.DataObject, tail: bytes) -> None:
    content = b"".join(map(tracefile.write_row, written)) + tail
    assert read(*data.draw(rows.pieces(content))) == written


def test_the_crlf_an_upload_adds_is_no_row_but_other_blank_lines_are_named() -> None:
    assert read(LINE, b"\r\n") == [ROW]
    assert codes(LINE, b"\n\n", LINE, b"\r\n") == [("columns", 2), ("columns", 3)]


def test_windows_line_ends_are_read() -> None:
    assert read(LINE.replace(b"\n", b"\r\n") * 2) == [ROW, ROW]


@pytest.mark.parametrize("length", range(1, 55))
def test_half_a_last_line_is_named_and_the_rest_is_read(length: int) -> None:
    assert read(LINE, LINE)[0] == ROW
    cut = read(LINE + LINE[:length])
    assert cut[0] == ROW
    assert isinstance(cut[1], Problem)
    assert cut[1].row == 2


@pytest.mark.parametrize("digits", [9, 11, 12])
def test_a_time_whose_last_digits_were_cut_off_is_not_believed(digits: int) -> None:
    assert codes(LINE, LINE[: 54 + digits]) == [("out_of_range", 2)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"a\tb\tc\n", "columns"),
        (LINE.replace(b"-60", b"-60\t"), "columns"),
        (LINE[1:], "bad_id"),
        (b"G" + LINE[1:], "bad_id"),
        (LINE.replace(b"\t9", b"\t"), "bad_id"),
        (LINE.replace(b"-60", b"-60.5"), "bad_number"),
        (LINE.replace(b"-60", b""), "bad_number"),
        (LINE.replace(b"-60", b"--6"), "bad_number"),
        (LINE.replace(b"-60", b"-129"), "out_of_range"),
        (LINE.replace(b"-60", b"128"), "out_of_range"),
        (LINE.replace(b"159", b"x59"), "bad_number"),
        (LINE.replace(b"1596887252275", b"9" * 18), "out_of_range"),
        (LINE.replace(b"1596887252275", b"9" * 19), "bad_number"),
        (LINE.replace(b"1596887252275", b"-1"), "out_of_range"),
        (b"\xff\x00\xfe\n", "columns"),
        (b"A" * 2_000 + b"\n", "line_too_long"),
    ],
)
def test_a_bad_row_is_named_with_its_number_and_the_rest_is_read(line: bytes, code: str) -> None:
    got = read(LINE, line, LINE)
    assert [one for one in got if isinstance(one, Row)] == [ROW, ROW]
    assert codes(LINE, line, LINE) == [(code, 2)]
    assert all(one.sentence(language).isprintable() for one in got if isinstance(one, Problem) for language in "ve")


def test_a_gigabyte_without_a_line_end_is_one_problem_in_little_memory() -> None:
    endless = chain(repeat(b"A" * 1_000_000, 1_000), [b"\n", LINE])
    assert list(tracefile.read_rows(endless)) == [Problem("line_too_long", {"limit": 1_024}, 1), ROW]


def test_one_row_is_refused_by_name() -> None:
    with pytest.raises(Refused) as caught:
        tracefile.read_row(b"")
    assert caught.value.problem == Problem("columns", {"count": 1})
