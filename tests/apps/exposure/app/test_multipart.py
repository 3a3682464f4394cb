from collections.abc import Iterator

import pytest

from tests.factories.phones import INFO, ROWS, Line, form_a, form_b, form_c
from vungxanh.apps.exposure.app import multipart
from vungxanh.apps.exposure.app.multipart import Malformed, Part, boundary_of, parts

FIELDS = {"InfoF": INFO, "FindGUID": "123456", "TokenFirebase": "t:1"}


def read(body: bytes, content_type: str, piece: int = 65_536) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    name = ""
    for each in parts(Line(iter([body]), piece).read, boundary_of(content_type)):
        if isinstance(each, Part):
            name = f"{each.name}*" if each.is_file else each.name
            found[name] = b""
        else:
            found[name] += each
    return found


@pytest.mark.parametrize("piece", [1, 2, 3, 7, 64, 65_536])
def test_the_three_forms_give_the_same_fields_however_the_bytes_arrive(piece: int) -> None:
    plain = {name: value.encode() for name, value in FIELDS.items()}
    assert read(*form_a(FIELDS), piece=piece) == {**plain, "history*": ROWS + b"\r\n"}
    assert read(*form_b(FIELDS), piece=piece) == {**plain, "history*": ROWS}
    assert read(*form_c(FIELDS), piece=piece) == plain


def test_the_order_of_a_form_is_kept() -> None:
    assert next(iter(read(*form_b(FIELDS)))) == "history*"
    assert list(read(*form_a(FIELDS)))[-1] == "history*"


def test_a_form_of_line_feeds_alone_is_read_too() -> None:
    body, content_type = form_c(FIELDS)
    assert read(body.replace(b"\r\n", b"\n"), content_type) == {n: v.encode() for n, v in FIELDS.items()}


def test_an_empty_field_is_empty() -> None:
    assert read(*form_b({"PhoneNumber": "", "OTP": "123456"}))["PhoneNumber"] == b""


def test_what_looks_like_a_delimiter_inside_a_line_is_content() -> None:
    file = b"abc--*****\r\n--****\r\nx"
    assert read(*form_a({}, file))["history*"] == file + b"\r\n"


@pytest.mark.parametrize("piece", [1, 64, 65_536])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--*****",
        b"no form at all",
        b"--*****\r\n",
        b'--*****\r\nContent-Disposition: form-data; name="a"\r\n\r\nvalue without an end',
        b"--*****\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--*****--\r\n",
        b"--*****x\r\n\r\n",
        b'--*****\r\nContent-Disposition: form-data; name="' + b"a" * 5_000 + b'"\r\n\r\n1\r\n--*****--',
        b"x" * 100_000,
        b'--*****\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n' * 20 + b"--*****--",
    ],
)
def test_what_is_no_form_is_malformed(body: bytes, piece: int) -> None:
    with pytest.raises(Malformed):
        read(body, "multipart/form-data;boundary=*****", piece)


@pytest.mark.parametrize(
    "said", ["", "application/json", "multipart/form-data", f"multipart/form-data; boundary={'b' * 300}"]
)
def test_a_type_without_a_usable_boundary_is_malformed(said: str) -> None:
    with pytest.raises(Malformed):
        boundary_of(said)


def test_a_boundary_may_stand_in_quotes_and_be_followed_by_more() -> None:
    assert boundary_of('multipart/form-data; boundary="a b"; charset=utf-8') == b"a b"
    assert boundary_of("Multipart/Form-Data;Boundary=abc; charset=utf-8") == b"abc"


def test_a_long_file_passes_in_pieces_no_longer_than_two_blocks() -> None:
    def body() -> Iterator[bytes]:
        yield b'--*****\r\nContent-Disposition: form-data; name="history"; filename="x"\r\n\r\n'
        for _block in range(300):
            yield ROWS * 963
        yield b"\r\n--*****--\r\n"

    longest = total = 0
    for each in parts(Line(body()).read, b"*****"):
        if not isinstance(each, Part):
            longest, total = max(longest, len(each)), total + len(each)
    assert total == 300 * 963 * len(ROWS)
    assert longest <= 2 * multipart.BLOCK
