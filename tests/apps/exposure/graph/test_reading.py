"""A history is read whole, whatever its pieces, with both identifiers of each row side by side."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.tracing.rows import ROWS, pieces
from vungxanh.apps.exposure.graph import reading
from vungxanh.core.tracing.tracefile import Row, write_row


@settings(max_examples=50)
@given(st.data(), st.lists(ROWS, max_size=12))
def test_rows_with_a_contact_come_with_their_own_identifier(data: st.DataObject, rows: list[Row]) -> None:
    content = b"".join(map(write_row, rows))
    log = reading.columns(data.draw(pieces(content)))
    known = [row for row in rows if row.contact is not None]
    assert [bytes(one) for one in log.own] == [row.own for row in known]
    assert [bytes(one) for one in log.contact] == [row.contact for row in known]
    assert log.ms.tolist() == [row.ms for row in known]
    assert log.rssi.tolist() == [row.rssi for row in known]
    assert log.unread == 0


def test_a_line_that_cannot_be_read_costs_only_itself() -> None:
    row = Row(bytes(12), bytes(range(12)), -60, 1_597_000_000_000)
    log = reading.columns([b"nonsense\n", write_row(row), b"AA\tBB\t1\t2\n", write_row(row)])
    assert (len(log), len(log.own), log.unread) == (2, 2, 2)
