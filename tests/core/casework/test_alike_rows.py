"""One person told of twice in one list."""

from vungxanh.core.casework.alike_rows import alike_rows
from vungxanh.core.casework.identity import Identity


def test_a_row_may_be_the_person_of_one_above() -> None:
    rows = [
        Identity("Hồ Dũng", year=1975, phone="0905111222"),
        Identity("Võ Hà", year=1990),
        Identity("Ho Dung", year=1975, phone="+84 905 111 222"),
        Identity("Hồ Dũng", year=1975),
    ]
    found = alike_rows(rows)
    assert {row: other for row, (other, _why) in found.items()} == {2: 0, 3: 0}
    assert "cùng số điện thoại" in [said.vi for said in found[2][1].reasons]


def test_a_name_alone_asks_and_a_family_with_one_telephone_does_not() -> None:
    assert alike_rows([Identity("Hồ Dũng"), Identity("Hồ Dũng")])[1][0] == 0
    assert not alike_rows([Identity("Hồ Dũng", phone="0905111222"), Identity("Võ Hà", phone="0905111222")])
    assert not alike_rows([Identity("Hồ Dũng", year=1975), Identity("Hồ Dũng", year=2015)])
    assert not alike_rows([Identity(""), Identity("")])


def test_other_citizen_ids_are_other_people() -> None:
    assert not alike_rows(
        [
            Identity("Hồ Dũng", year=1975, citizen_id="049075000001"),
            Identity("Hồ Dũng", year=1975, citizen_id="049075000002"),
        ]
    )
