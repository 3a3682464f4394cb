"""Keyset pages lose and repeat no row, in both directions, and refuse a cursor they did not give."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.paging import BadCursor, Order, Page, page_of

pytestmark = pytest.mark.django_db
AT = datetime(2020, 7, 28, 8, 4, 5, 678901, tzinfo=UTC)
ORDERS = [Order("-created_at", "id"), Order("created_at", "-id"), Order("size", "-created_at", "id"), Order("-id")]


@pytest.fixture
def rows() -> None:
    StoredFile.objects.bulk_create(
        StoredFile(
            sha256="0" * 64, size=number % 3, media_type="x", name=f"t{number}", created_by="x",
            created_at=AT + timedelta(seconds=number // 4),
        )
        for number in range(23)
    )  # fmt: skip


def walk(order: Order, *, size: int, direction: str = "next", cursor: str = "") -> list[Page[StoredFile]]:
    pages = [page_of(StoredFile.objects.all(), order, cursor=cursor, size=size)]
    while cursor := getattr(pages[-1], direction):
        pages.append(page_of(StoredFile.objects.all(), order, cursor=cursor, size=size))
    return pages


def names(pages: list[Page[StoredFile]]) -> list[str]:
    return [row.name for page in pages for row in page.items]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: "+".join(name for name, _down in order.keys))
@pytest.mark.parametrize("size", [1, 4, 23, 50])
def test_forward_and_back_show_every_row_once_in_order(rows: None, order: Order, size: int) -> None:
    everything = [row.name for row in StoredFile.objects.order_by(*order.expressions(reverse=False))]
    forward = walk(order, size=size)
    assert names(forward) == everything
    assert forward[0].previous == "" == forward[-1].next
    if len(forward) > 1:
        back = walk(order, size=size, direction="previous", cursor=forward[-1].previous)
        assert names([*reversed(back), forward[-1]]) == everything
        assert back[-1].previous == ""
        assert back[0].next


def test_rows_added_meanwhile_shift_nothing(rows: None) -> None:
    order = Order("-created_at", "id")
    first = page_of(StoredFile.objects.all(), order, size=5)
    expected = page_of(StoredFile.objects.all(), order, cursor=first.next, size=5).items
    StoredFile.objects.create(
        sha256="1" * 64, size=1, media_type="x", name="new", created_by="x", created_at=AT + timedelta(days=1)
    )
    assert page_of(StoredFile.objects.all(), order, cursor=first.next, size=5).items == expected


def test_an_empty_list_is_one_empty_page() -> None:
    assert page_of(StoredFile.objects.all(), ORDERS[0]) == Page([], "", "")


def packed(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).rstrip(b"=").decode()


BAD = [
    "x", "====", "a" * 1001, "é", packed(), packed("n"), packed("n", 1), packed("x", AT.isoformat(), 1),
    packed("n", "2020", 1), packed("n", AT.isoformat(), "1"), packed("n", AT.isoformat(), None),
    packed("n", AT.isoformat(), 2**70), packed("n", AT.isoformat(), 1.5), packed("n", AT.isoformat(), float("inf")),
    packed("n", "2020-07-28T08:04:05", 1), packed("n", [1], 1), packed("n", {"a": 1}, 1), packed("n", "a\0", 1),
    packed("n", "\ud800", 1), base64.urlsafe_b64encode(b"[" * 700).decode(), packed("n", AT.isoformat(), 1, 1),
]  # fmt: skip


@pytest.mark.parametrize("cursor", BAD)
def test_a_tampered_cursor_is_refused_in_a_sentence(rows: None, cursor: str) -> None:
    with pytest.raises(BadCursor, match="danh sách"):
        page_of(StoredFile.objects.all(), Order("-created_at", "id"), cursor=cursor)


@given(st.text(min_size=1, max_size=80))
def test_any_string_is_a_cursor_or_refused(cursor: str) -> None:
    try:
        page_of(StoredFile.objects.all(), Order("-created_at", "id"), cursor=cursor)
    except BadCursor:
        return
    pytest.fail("random text was taken for a cursor")


def test_a_text_key_with_a_nul_is_refused(rows: None) -> None:
    with pytest.raises(BadCursor):
        page_of(StoredFile.objects.all(), Order("name", "id"), cursor=packed("n", "a\0b", 1))


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_moment_no_database_can_follow_is_refused(rows: None, edge: str) -> None:
    with pytest.raises(BadCursor):
        page_of(StoredFile.objects.all(), Order("-created_at", "id"), cursor=packed("n", edge, 1))
