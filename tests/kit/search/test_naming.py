"""Things without an entry are matched by the rule of those with one."""

import pytest

from vungxanh.kit.search import Place, place_in


@pytest.mark.parametrize(
    ("query", "place"),
    [
        ("so lieu", Place.NAME),
        ("Số liệu", Place.NAME),
        ("so", Place.NAME_BEGINS),
        ("lieu", Place.IN_NAME),
        ("lieu so", Place.IN_NAME),
        ("figures", Place.NAME),
        ("ieu", None),
        ("sô lieu", None),
        ('"lieu so"', None),
        ("–", None),
        ("", None),
    ],
)
def test_a_name_is_matched_whole_from_its_beginning_or_by_its_words(query: str, place: Place | None) -> None:
    assert place_in(query, "Số liệu", "Figures") == place
