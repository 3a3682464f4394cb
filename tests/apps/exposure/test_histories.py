"""What is kept of a history is the same by the quick way and by the definition, however the bytes came."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.apps.exposure import histories, turns
from vungxanh.core.tracing.problems import Problem
from vungxanh.core.tracing.tracefile import read_rows, write_row

SPAN = range(1_596_800_000_000, 1_596_900_000_000)
OWN, OTHER = "29ABD013B41C90269332AB5D", "9C25DF2D9861B31897EA3028"
TIMES = (SPAN.start, SPAN.stop - 1, 10**12)
PLAIN = [f"{OWN}\t{OTHER}\t{rssi}\t{ms}\n" for rssi in (-128, -63, 0, 127) for ms in TIMES]
ODD = [
    f"{OWN.lower()}\t{OTHER}\t-63\t{SPAN.start}\n",
    f"{OWN}\t\t-63\t{SPAN.start}\n",
    f"{OWN}\t{OTHER}\t-063\t{SPAN.start}\n",
    f"{OWN}\t{OTHER}\t128\t{SPAN.start}\n",
    f"{OWN}\t{OTHER}\t-0\t{SPAN.start}\n",
    f"{OWN}\t{OTHER}\t-63\t{SPAN.start // 1000}\n",
    f"{OWN}\t{OTHER}\t-63\t4102444800000\n",
    f"{OWN}\t{OTHER}\t-63\t{SPAN.start}\r\n",
    "\n",
    "\r\n",
    "rubbish\n",
    "x" * 1_100,
]


def by_definition(pieces: list[bytes]) -> tuple[bytes, tuple[int, int, int]]:
    rows = list(read_rows(pieces))
    good = [row for row in rows if not isinstance(row, Problem)]
    inside = [row for row in good if row.ms in SPAN]
    return b"".join(map(write_row, inside)), (len(inside), len(rows) - len(good), len(good) - len(inside))


@given(
    st.lists(st.sampled_from(PLAIN), max_size=12),
    st.lists(st.sampled_from(PLAIN + ODD), max_size=8),
    st.sampled_from(["", "\r\n", f"{OWN}\t{OTHER}\t-63\t{SPAN.start}", "\n\n"]),
    st.integers(1, 200),
)
def test_rows_are_kept_as_the_definition_says(begin: list[str], rest: list[str], end: str, size: int) -> None:
    whole = "".join((*begin, *rest, end)).encode()
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    written = bytearray()
    counted = histories.kept_rows(pieces, SPAN, written.extend)
    assert (bytes(written), counted) == by_definition(pieces)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL lets many write")
def test_writers_wait_for_their_turn_and_nobody_who_holds_the_database_does() -> None:
    entered = Event()

    def second() -> None:
        with turns.turn():
            entered.set()

    with turns.turn():
        other = Thread(target=second)
        other.start()
        assert not entered.wait(0.2)
    other.join(10)
    assert entered.is_set()
    outcome = Event()

    def inside_a_transaction() -> None:
        try:
            with transaction.atomic(), turns.turn():
                outcome.set()
        finally:
            connection.close()

    with turns.turn():
        third = Thread(target=inside_a_transaction)
        third.start()
        assert outcome.wait(10)
    third.join(10)
