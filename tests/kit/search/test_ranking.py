"""What is called as one typed comes before what merely mentions it."""

from datetime import UTC, datetime, timedelta

import pytest

from vungxanh.kit import search
from vungxanh.kit.search import Entry, Place, Scope
from vungxanh.kit.search.models import SearchEntry

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 28, 8, 4, tzinfo=UTC)


def put(*titles: str, kind: str = "unit", days: int = 0, **facts: object) -> None:
    """One entry a title, its id the title."""
    at = AT + timedelta(days=days)
    search.index_many(
        Entry(kind=kind, object_id=title, title=title, url="/", at=at, **({"body": ""} | facts))  # type: ignore[arg-type]
        for title in titles
    )


def found(query: str, **asked: object) -> list[str]:
    return [hit.object_id for hit in search.find(query, scope=Scope.everything(), **asked)]  # type: ignore[arg-type]


@pytest.mark.parametrize("query", ["xa tam thanh", "xã Tam Thành", "XÃ TAM THÀNH"])
def test_the_whole_name_is_first_then_its_beginning_then_its_words_then_the_text(query: str) -> None:
    put("Xã Tam Thành", days=-9)
    put("Xã Tam Thành Bắc", days=-8)
    put("Trạm Y tế xã Tam Thành", days=-7)
    put("Công văn mới", body="gửi xã Tam Thành", days=9)
    hits = search.find(query, scope=Scope.everything())
    assert [hit.object_id for hit in hits] == [
        "Xã Tam Thành",
        "Xã Tam Thành Bắc",
        "Trạm Y tế xã Tam Thành",
        "Công văn mới",
    ]
    assert [hit.place for hit in hits] == [Place.NAME, Place.NAME_BEGINS, Place.IN_NAME, Place.TEXT]


def test_of_names_that_match_equally_well_the_lower_rank_is_first() -> None:
    put("Trung tâm Y tế Tam Kỳ", rank=5, days=3)
    put("Thành phố Tam Kỳ", rank=1)
    assert found("tam ky") == ["Thành phố Tam Kỳ", "Trung tâm Y tế Tam Kỳ"]


def test_words_side_by_side_come_before_the_same_words_apart_whatever_the_rank() -> None:
    put("Hội Người cao tuổi", names=("Ban Đại diện Hội",), rank=1)
    put("Trung tâm Y tế thị xã Điện Bàn", rank=5)
    assert found("dien ban") == ["Trung tâm Y tế thị xã Điện Bàn", "Hội Người cao tuổi"]


def test_another_name_is_as_good_as_the_title() -> None:
    put("Văn phòng UBND tỉnh", days=3)
    put("Tỉnh Quảng Nam", names=("UBND tỉnh",))
    assert found("ubnd tinh") == ["Tỉnh Quảng Nam", "Văn phòng UBND tỉnh"]


def test_a_word_of_a_name_is_not_found_within_another_word() -> None:
    put("Xã Tam Thành", "Xã Tam Anh")
    assert search.find("anh", scope=Scope.everything())[0].object_id == "Xã Tam Anh"
    assert found("tam anh") == ["Xã Tam Anh"]


def test_only_the_objects_of_a_subquery_are_found() -> None:
    put("Xã Tam Thành", "Xã Tam Thành Bắc")
    rows = SearchEntry.objects.filter(title__endswith="Bắc").values_list("title", flat=True)
    assert found("tam thanh", only=rows) == ["Xã Tam Thành Bắc"]


def test_a_list_is_filtered_by_the_index_whatever_ids_other_kinds_have() -> None:
    put("không phải số")
    for number, title in ((7, "Tuyên truyền tuyến xã"), (8, "Báo cáo số")):
        search.index(Entry(kind="task", object_id=str(number), title=title, body="", url="/", at=AT))
    for piece, ids in (("tuyen", [7]), ("SỐ", [8]), ("truyền-tuyến", [7]), ("truyen-xa", [])):
        matching = search.matching_ids(piece, "task")
        assert matching is not None
        assert list(matching) == ids
        # As a condition the ids are compared with numbers: those of another kind must not be taken for one.
        assert not SearchEntry.objects.filter(pk=-1, pk__in=matching).exists()
    assert search.matching_ids("–", "task") is None
