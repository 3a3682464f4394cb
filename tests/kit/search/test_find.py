"""Search finds Vietnamese with and without marks, in the reader's scope only, and survives any string."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vungxanh.kit import search
from vungxanh.kit.search import Entry, Scope, reindexers
from vungxanh.kit.search.models import SearchEntry

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 28, 8, 4, tzinfo=UTC)
ALL = Scope.everything()
TEXTS = {
    "hospital": "Sở Y tế chỉ đạo các bệnh viện trong tỉnh",
    "district": "Tuyên truyền đến tuyến huyện và tuyến xã",
    "urge": "Văn phòng đôn đốc các đơn vị báo cáo",
    "place": "UBND huyện Đại Lộc",
    "rail": "Đường sắt Bắc Nam qua ga Tam Kỳ",
    "peace": "Tổ hoà giải cơ sở",
    "committee": "Uỷ ban nhân dân tỉnh",
    "people": "Người dân cài đặt ứng dụng",
    "instrument": "Biểu diễn đàn bầu",
    "slowly": "Đi dần về phía nam",
    "letter": "V/v cài đặt ứng dụng Bluezone",
}


@pytest.fixture
def filled() -> None:
    search.index_many(
        Entry(
            kind="document", object_id=key, title=text, body="", url=f"/{key}", at=AT + timedelta(minutes=number),
            public=True, number="4248/UBND-KGVX" if key == "letter" else "",
        )
        for number, (key, text) in enumerate(TEXTS.items())
    )  # fmt: skip


def found(query: str, scope: Scope = ALL) -> set[str]:
    return {hit.object_id for hit in search.find(query, scope=scope)}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("benh vien", {"hospital"}),
        ("bệnh viện", {"hospital"}),
        ("tuyen huyen", {"district"}),
        ("don doc", {"urge"}),
        ("dai loc", {"place"}),
        ("duong sat", {"rail"}),
        ("hoà giải", {"peace"}),
        ("hòa giải", {"peace"}),
        ("Uỷ ban", {"committee"}),
        ("Ủy ban", {"committee"}),
        ("đàn", {"instrument"}),
        ("dân", {"people", "committee"}),
        ("4248", {"letter"}),
        ("4248/UBND-KGVX", {"letter"}),
        ("số 4248", {"letter"}),
        ("BLUEZONE", {"letter"}),
        ("cai dat ung dung", {"letter", "people"}),
        ("ung dung cai dat", {"letter", "people"}),
        ('"ung dung cai dat"', set()),
        ("blue", {"letter"}),
        ("bệnh vien", {"hospital"}),
        ("bênh viên", set()),
    ],
)
def test_a_query_finds_exactly_its_documents(filled: None, query: str, expected: set[str]) -> None:
    assert found(query) == expected


def test_decomposed_and_composed_unicode_are_the_same_query(filled: None) -> None:
    import unicodedata

    assert found(unicodedata.normalize("NFD", "Đại Lộc")) == found("Đại Lộc") == {"place"}


def test_hits_as_typed_come_before_folded_ones() -> None:
    search.index(Entry(kind="x", object_id="marked", title="Đôn đốc", body="", url="", at=AT, public=True))
    search.index(
        Entry(kind="x", object_id="plain", title="don doc", body="", url="", at=AT - timedelta(days=9), public=True)
    )
    hits = search.find("don doc", scope=ALL)
    assert [(hit.object_id, hit.exact) for hit in hits] == [("plain", True), ("marked", False)]


def test_the_number_comes_before_texts_that_mention_it(filled: None) -> None:
    search.index(
        Entry(kind="note", object_id="mention", title="Theo công văn 4248", body="", url="",
              at=AT + timedelta(days=1), public=True)
    )  # fmt: skip
    assert [hit.object_id for hit in search.find("4248", scope=ALL)] == ["letter", "mention"]


def test_a_reader_finds_only_own_units_and_the_public() -> None:
    for key, path, public in (("own", "49.502.", False), ("sister", "49.503.", False), ("open", "", True)):
        search.index(
            Entry(kind="x", object_id=key, title="Báo cáo", body="", url="", at=AT, scope_path=path, public=public)
        )
    assert found("bao cao", Scope(paths=("49.502.",))) == {"own", "open"}
    assert found("bao cao", Scope(paths=("49.502.",), public=False)) == {"own"}
    assert found("bao cao", Scope(paths=("",), public=False)) == set()
    assert found("bao cao", Scope(paths=("49.",))) == {"own", "sister", "open"}


def test_kinds_and_limit_narrow_the_answer(filled: None) -> None:
    search.index(Entry(kind="unit", object_id="u", title="Bệnh viện", body="", url="", at=AT, public=True))
    assert [hit.kind for hit in search.find("benh vien", scope=ALL, kinds=["unit"])] == ["unit"]
    assert len(search.find("benh vien", scope=ALL, limit=1)) == 1
    assert search.find("benh vien", scope=ALL, limit=0) == []
    assert search.find("benh vien", scope=ALL, kinds=[]) == []


def test_replacing_an_entry_forgets_its_old_words(filled: None) -> None:
    search.index(Entry(kind="document", object_id="rail", title="Đường bộ", body="", url="", at=AT, public=True))
    assert found("duong sat") == set()
    assert found("duong bo") == {"rail"}
    assert SearchEntry.objects.filter(object_id="rail").count() == 1


def test_removed_entries_are_not_found(filled: None) -> None:
    assert search.remove("document", ["rail", "nothing"]) == 1
    assert found("duong sat") == set()


def test_reindexing_adds_what_is_new_and_drops_what_is_gone(filled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reindexers, "_by_kind", {})
    only = Entry(kind="document", object_id="new", title="Văn bản mới", body="", url="", at=AT, public=True)
    reindexers.register("document", lambda: [only])
    assert search.reindex() == {"document": 1}
    assert found("van ban moi") == {"new"}
    assert found("benh vien") == set()


def test_a_long_text_is_indexed_whole() -> None:
    body = "từ " * 20_000 + "cuối cùng"
    search.index(Entry(kind="x", object_id="long", title="Dài", body=body, url="", at=AT, public=True))
    assert found("cuối") == {"long"}


HOSTILE = ['"', "'", "* OR 1=1", "a AND", "NEAR(", "(", "exact:x", "^a", "a:*", "\\", "%", "\0", "--", "{x}", "😀", "ǅ"]


@pytest.mark.parametrize("query", HOSTILE)
def test_operators_of_the_engines_are_plain_text(filled: None, query: str) -> None:
    assert found(query) <= set(TEXTS)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_string_makes_search_fail(filled: None, query: str) -> None:
    assert isinstance(search.find(query, scope=ALL), list)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=80))
def test_any_text_can_be_indexed_and_taken_out(text: str) -> None:
    search.index(Entry(kind="y", object_id="1", title=text, body=text, url="", at=AT, number=text))
    assert search.remove("y", ["1"]) == 1


def test_a_text_longer_than_a_vector_may_be_is_found_by_its_first_words() -> None:
    for number, body in enumerate(
        (" ".join(f"{n:064d}" for n in range(20_000)), " ".join(f"từ{n}" for n in range(150_000)))
    ):
        search.index(Entry(kind="long", object_id=str(number), title="Phụ lục", body=f"mở đầu {body}", url="/", at=AT))
    assert len(search.find("phụ lục mở đầu", scope=ALL)) == 2


def test_lone_surrogates_and_nul_do_not_stop_indexing() -> None:
    search.index(
        Entry(kind="odd", object_id="1", title="Công\x00 văn \ud800 hỏng", body="\udfff", url="/\ud800", at=AT)
    )
    assert [hit.object_id for hit in search.find("công văn hỏng", scope=ALL)] == ["1"]
