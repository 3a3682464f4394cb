"""Search and kept files over HTTP."""

from datetime import UTC, datetime
from io import BytesIO

import pytest

from tests.factories.org import a_small_province, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.models import Post, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.entries import entries_of
from vungxanh.apps.org.queries.officers import officers_of
from vungxanh.kit import clock, search
from vungxanh.kit.files.actions import store
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.types import TEXTS

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2020, 7, 28, tzinfo=UTC)


def a_file(officer: Officer) -> StoredFile:
    return store(BytesIO("Kính gửi".encode()), name="thư.txt", allowed=TEXTS, max_bytes=1000, by=officer, at=AT)


def test_units_are_found_without_accents_and_told_apart_by_what_they_are() -> None:
    small = a_small_province()
    search.index_many(entries_of(Unit.objects.all(), AT))
    client = signed_in(an_officer(unit=small.communes[0]))
    found = client.get("/api/v1/search", {"q": "dai loc"}).json()["items"]
    assert [(hit["label"], hit["url"], hit["note"]) for hit in found] == [
        ("Huyện Đại Lộc", "/danh-ba/don-vi/506/", "huyện, Tỉnh Quảng Nam")
    ]
    assert client.get("/api/v1/search").status_code == 422
    assert client.get("/api/v1/search?q=%00").status_code == 422


def test_a_file_is_for_who_handed_it_in_and_for_readers_of_its_letter() -> None:
    small = a_small_province()
    giver, stranger = an_officer(unit=small.districts[0]), signed_in(an_officer(unit=small.districts[1]))
    stored = a_file(giver)
    address = f"/api/v1/files/{stored.pk}"
    client = signed_in(giver)
    assert client.get(address).json()["name"] == "thư.txt"
    body = client.get(f"{address}/content")
    assert b"".join(body.streaming_content) == "Kính gửi".encode()  # type: ignore[attr-defined]
    assert body["ETag"] == f'"{stored.sha256}"'
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/content").status_code == 404
    colleague = signed_in(an_officer(unit=small.districts[0]))
    assert colleague.get(address).status_code == 404
    Directive.objects.create(unit=small.districts[0], file=stored, received_by=giver.user, received_at=AT)
    assert colleague.get(address).status_code == 200
    assert stranger.get(f"/api/v1/files/{2**63}").status_code == 404


def test_who_leaves_the_unit_reads_its_records_files_no_longer() -> None:
    small = a_small_province()
    giver = an_officer(unit=small.districts[0])
    stored = a_file(giver)
    moved = officers_of_after_a_move(giver, small.districts[1])
    address = f"/api/v1/files/{stored.pk}/content"
    assert signed_in(moved).get(address).status_code == 200  # still nobody's record
    Directive.objects.create(unit=small.districts[0], file=stored, received_by=giver.user, received_at=AT)
    assert signed_in(moved).get(address).status_code == 404


def officers_of_after_a_move(officer: Officer, unit: Unit) -> Officer:
    """The same person in a post elsewhere, their former post ended."""
    today = clock.day_of(clock.now())
    Post.objects.filter(user=officer.user).update(ends_on=today)
    Post.objects.create(user=officer.user, unit=unit, role=Role.OFFICER, starts_on=today)
    return officers_of(officer.user, today)[0]
