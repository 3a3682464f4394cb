"""Files that cannot be used, and what is wrong inside the others, in sentences (lỗi tệp)."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO, NoReturn

import click

from vungxanh.core.tracing.problems import Problem

VIET_NAM = timezone(timedelta(hours=7))
PIECE_BYTES = 1 << 20
TEXT_LIMIT = 256 << 20
SHOWN = 20

LANGUAGE = click.option("--lang", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print the JSON of docs/guides/bluezone.md.")
FILE = click.Path(path_type=Path, readable=False)

_SENTENCES = {
    "missing": ("Không có tệp «{name}»: hãy kiểm tra đường dẫn.", "There is no file “{name}”: check the path."),
    "folder": ("«{name}» là thư mục: hãy chọn một tệp trong đó.", "“{name}” is a folder: choose a file in it."),
    "no_folder": ("Không có thư mục «{name}»: hãy kiểm tra đường dẫn.", "There is no folder “{name}”: check the path."),
    "unreadable": (
        "Không mở được tệp «{name}»: hãy kiểm tra quyền đọc.",
        "File “{name}” cannot be opened: check its permissions.",
    ),
    "unwritable": (
        "Không ghi được vào «{name}»: hãy kiểm tra quyền ghi và chỗ trống.",
        "“{name}” cannot be written: check its permissions and the free space.",
    ),
    "not_new": (
        "«{name}» đã có dữ liệu: hãy chọn một thư mục mới hoặc trống.",
        "“{name}” holds something already: choose a new or empty folder.",
    ),
    "file_exists": (
        "Tệp «{name}» đã có: hãy chọn tên khác.",
        "File “{name}” is there already: choose another name.",
    ),
    "no_store": (
        "«{name}» không có kho của tác tử: hãy kiểm tra --store.",
        "“{name}” holds no store of an agent: check --store.",
    ),
    "too_many_phones": (
        "Với --through bumble tối đa {limit} máy: hãy ghi --phones {limit} hoặc ít hơn.",
        "With --through bumble there are at most {limit} phones: write --phones {limit} or fewer.",
    ),
    "no_run": (
        "«{name}» không phải kết quả mô phỏng: tệp {file} thiếu hoặc hỏng.",
        "“{name}” is no simulated run: file {file} is missing or damaged.",
    ),
    "not_parquet": (
        "«{name}» không phải tệp Parquet đọc được: hãy xuất lại tệp này ({said}).",
        "“{name}” is no Parquet file that can be read: export it again ({said}).",
    ),
    "no_column": (
        "«{name}» không có cột «{column}»; các cột: {known}.",
        "“{name}” has no column “{column}”; its columns: {known}.",
    ),
    "at_type": (
        "Cột «at» của «{name}» có kiểu {kind}; cần thời điểm, hoặc số mili giây hay giây từ 1970.",
        "Column “at” of “{name}” is of type {kind}; a timestamp, or milliseconds or seconds since 1970, is needed.",
    ),
    "person_unknown": (
        "Không có «{person}» trong tệp tiếp xúc: không gặp ai hoặc sai tên.",
        "“{person}” is not in the file of contacts: met nobody, or is misspelt.",
    ),
    "not_a_day": (
        "«{text}» không phải một ngày: ghi 2020-07-28 hoặc 28/07/2020.",
        "“{text}” is not a day: write 2020-07-28 or 28/07/2020.",
    ),
    "not_hours": (
        '«{text}» không phải khoảng giờ: ghi "2020-08-10 18:00/2020-08-10 21:00".',
        '“{text}” is no span of hours: write "2020-08-10 18:00/2020-08-10 21:00".',
    ),
    "late_day": ("Ngày phải trước cuối năm {year}.", "The day must be before the end of {year}."),
    "empty": ("Tệp «{name}» trống.", "File “{name}” is empty."),
    "too_large": (
        "Tệp «{name}» lớn hơn {limit} MB: hãy chia nhỏ.",
        "File “{name}” is larger than {limit} MB: split it.",
    ),
    "not_utf8": (
        "Tệp «{name}» không phải UTF-8: hãy lưu lại bằng mã UTF-8.",
        "File “{name}” is not UTF-8: save it as UTF-8.",
    ),
    "no_rows": (
        "Không đọc được dòng nào trong «{name}» ({count} dòng sai): hãy kiểm tra đây có phải data_trace.txt.",
        "No row of “{name}” can be read ({count} wrong): check that it is a data_trace.txt.",
    ),
    "nobody_met": (
        "Tệp «{name}» không có dòng nào mang mã: điện thoại chưa ghi ai.",
        "File “{name}” has no rows with an identifier.",
    ),
    "more": ("… và {count} lỗi khác trong «{name}».", "… and {count} more in “{name}”."),
    "wrong_clock": (
        "Khoá {key}: {count} dòng cách khung giờ quá {hours} giờ (đồng hồ sai hoặc tín hiệu phát lại); không tính.",
        "Key {key}: {count} rows lie more than {hours} h from their slot (wrong clock or replay); not counted.",
    ),
    "after_end": (
        "Khoá {key}: {count} dòng sau khi khoá hết hạn; không tính.",
        "Key {key}: {count} rows after the end of the key; not counted.",
    ),
    "doubt": (
        "nghi ngờ: trái với đồng hồ hôm đó (chỉnh đồng hồ hoặc phát lại)",
        "doubtful: against that day's clock (a clock set, or a replay)",
    ),
    "not_an_address": (
        "«{url}» không phải địa chỉ máy chủ để đo: ghi như http://127.0.0.1:8000 (không có https).",
        "“{url}” is no address that can be measured: write one like http://127.0.0.1:8000 (without https).",
    ),
    "not_reached": (
        "Không đo được máy chủ {url}: {reason}. Hãy kiểm tra máy chủ đang chạy và đúng cổng.",
        "The server {url} cannot be measured: {reason}. Check that it runs, and its port.",
    ),
    "not_a_database": (
        "--database-url không phải địa chỉ PostgreSQL: ghi postgresql://user:password@host:port/name.",
        "--database-url is no address of PostgreSQL: write postgresql://user:password@host:port/name.",
    ),
    "database_not_reached": (
        "Không vào được cơ sở dữ liệu {place}: hãy kiểm tra máy chủ đang chạy, tên và mật khẩu ({reason}).",
        "The database {place} cannot be opened: check that its server runs, its name and password ({reason}).",
    ),
    "database_not_empty": (
        "Cơ sở dữ liệu {place} đã có bảng: hãy tạo một cơ sở dữ liệu trống, dữ liệu thử sẽ ghi vào đó.",
        "The database {place} holds tables: make an empty one, for trial data are written to it.",
    ),
    "database_not_used": (
        "--database-url không đi cùng --url hay --engine sqlite: số đo ấy không dùng cơ sở dữ liệu nào được giao.",
        "--database-url does not go with --url or --engine sqlite: neither measures a database that is given.",
    ),
    "journey_stopped": (
        "Đã dừng giữa chừng; máy chủ tạm đã tắt, dữ liệu tạm đã xoá.",
        "Stopped half-way; the temporary server is down and its data are gone.",
    ),
    "row": ("{name}, dòng {row}: {said}", "{name}, row {row}: {said}"),
    "entry": ("{name}, mục {row}: {said}", "{name}, entry {row}: {said}"),
    "whole": ("{name}: {said}", "{name}: {said}"),
}


def sentence(code: str, lang: str, **facts: object) -> str:
    """What to tell a person."""
    return _SENTENCES[code][lang == "en"].format(**facts)


def doubt(met: Mapping[str, object], lang: str) -> str:
    """What stands beside an encounter that doubtful rows make; nothing beside a sure one."""
    return f"  {sentence('doubt', lang)}" if met.get("doubtful") else ""


def stop(code: str, lang: str, **facts: object) -> NoReturn:
    """Say one sentence on standard error and leave with exit code 2."""
    leave(sentence(code, lang, **facts))


def leave(said: str, *, code: int = 2) -> NoReturn:
    """Say a ready sentence on standard error and leave; exit code 2 says that the words or files were wrong."""
    click.echo(said, err=True)
    sys.exit(code)


def refuse(path: Path, problem: Problem, lang: str) -> NoReturn:
    """Leave because nothing can be taken from the file."""
    stop("whole", lang, name=path.name, said=problem.sentence(lang))


def opened(path: Path, lang: str) -> BinaryIO:
    """The file, open; or one sentence and exit code 2."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        stop("missing", lang, name=path.name)
    except IsADirectoryError:
        stop("folder", lang, name=path.name)
    except OSError:
        stop("unreadable", lang, name=path.name)


def pieces(stream: BinaryIO) -> Iterator[bytes]:
    """The stream, one piece after the other."""
    while piece := stream.read(PIECE_BYTES):
        yield piece


def text_of(path: Path, lang: str) -> str:
    """The whole of a text file in UTF-8; or one sentence and exit code 2."""
    with opened(path, lang) as stream:
        data = stream.read(TEXT_LIMIT + 1)
    if not data.strip():
        stop("empty", lang, name=path.name)
    if len(data) > TEXT_LIMIT:
        stop("too_large", lang, name=path.name, limit=TEXT_LIMIT >> 20)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        stop("not_utf8", lang, name=path.name)


def local_time(ms: int) -> str:
    """ISO 8601 to the second, in the time of Viet Nam."""
    return datetime.fromtimestamp(ms // 1000, UTC).astimezone(VIET_NAM).isoformat()


@dataclass(slots=True)
class Complaints:
    """What is wrong in one file, called by its `name`: the first `most` in full, all of them counted."""

    path: Path
    where: str = "row"
    name: str = ""
    most: int = SHOWN
    total: int = 0
    first: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.name = self.name or self.path.name

    def add(self, problems: Iterable[Problem], count: int | None = None) -> None:
        """Note more; `count` of them where not all are named."""
        listed = list(problems)
        self.total += len(listed) if count is None else count
        self.first += listed[: self.most - len(self.first)]

    def form(self, lang: str) -> list[dict[str, object]]:
        """For JSON: file, row, code, sentence; the last entry counts those not listed."""
        listed: list[dict[str, object]] = [
            {"file": self.name, "row": one.row or None, "code": one.code, "sentence": one.sentence(lang)}
            for one in self.first
        ]
        if left := self.total - len(self.first):
            said = sentence("more", lang, count=left, name=self.name)
            listed.append({"file": self.name, "row": None, "code": "more", "sentence": said})
        return listed

    def lines(self, lang: str) -> Iterator[str]:
        """For a person: one line each."""
        for one in self.first:
            place = self.where if one.row else "whole"
            yield sentence(place, lang, name=self.name, row=one.row, said=one.sentence(lang))
        if left := self.total - len(self.first):
            yield sentence("more", lang, count=left, name=self.name)
