"""What is wrong with a file or message from a phone, as a code with values and a sentence (lỗi dữ liệu)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

_SENTENCES: dict[str, tuple[str, str]] = {
    "key_not_hex": (
        "Khoá không phải chuỗi hệ 16, sai ở ký tự thứ {place} («{sign}»): chỉ dùng chữ số 0–9 và chữ A–F.",
        "The key is not hexadecimal, wrong at sign {place} (“{sign}”): use digits 0–9 and letters A–F only.",
    ),
    "key_length": (
        "Khoá có {digits} chữ số hệ 16, cần đúng 64 (32 byte).",
        "The key has {digits} hexadecimal digits; exactly 64 (32 bytes) are needed.",
    ),
    "not_json": (
        "Nội dung không phải JSON hợp lệ (dòng {line}, cột {column}).",
        "This is not valid JSON (line {line}, column {column}).",
    ),
    "text_too_long": (
        "Nội dung dài {length} ký tự, quá giới hạn {limit}: hãy chia nhỏ danh sách.",
        "The text has {length} characters, over the limit of {limit}: split the list.",
    ),
    "too_many_parts": (
        "Nội dung gồm {count} phần tử, quá giới hạn {limit}: hãy chia nhỏ danh sách.",
        "The text has {count} elements, over the limit of {limit}: split the list.",
    ),
    "not_an_object": ("Nội dung không phải đối tượng JSON.", "This is not a JSON object."),
    "key_of_another_day": (
        "«daily_key» không phải khoá của ngày «time_start» tính từ «base_id».",
        "“daily_key” is not the key that “base_id” gives for the day of “time_start”.",
    ),
    "no_data": (
        "Danh sách khoá cần là đối tượng có mảng «data».",
        "The key list must be an object with an array “data”.",
    ),
    "no_keys": (
        (
            "Không thấy khoá trong {found}. Nhận các dạng JSON sau: danh sách F0, tức đối tượng có mảng «data»; mảng "
            "các mục hoặc InfoF; một mục có «daily_key», «time_start», «time_end», «max»; InfoF có «base_id», «time», "
            "«daily_key» và «time_start»; hoặc một trong các dạng đó là văn bản trong một chuỗi."
        ),
        (
            "No keys in {found}. Accepted forms of JSON: the F0 list, an object with an array “data”; an array of "
            "entries or InfoFs; one entry with “daily_key”, “time_start”, “time_end”, “max”; an InfoF with “base_id”, "
            "“time”, “daily_key” and “time_start”; or one of these as text inside a string."
        ),
    ),
    "no_persons": (
        "Tệp cần là mảng các mục có «person» và «since», hoặc đối tượng có mảng đó ở «cases», «isolated» hay «data».",
        "An array of entries with “person” and “since” needed, or an object with one as “cases”, “isolated” or “data”.",
    ),
    "not_an_entry": ("Mục này không phải đối tượng JSON.", "This entry is not a JSON object."),
    "member_missing": ("Thiếu trường «{member}».", "Member “{member}” is missing."),
    "not_a_time": (
        "Trường «{member}» cần là số giây tính từ 1970, không phải «{value}».",
        "Member “{member}” must be seconds since 1970, not “{value}”.",
    ),
    "bad_slots": (
        "Số mã mỗi ngày «max» là {value}; cần là ước của 86.400.000 từ 1 đến {limit} (Bluezone dùng 96).",
        "The ids a day, “max”, are {value}; it must divide 86,400,000 and lie from 1 to {limit} (Bluezone uses 96).",
    ),
    "ends_before_start": (
        "Khoá hết hạn trước khi bắt đầu ({start} > {end}).",
        "The key ends before it starts ({start} > {end}).",
    ),
    "number_as_text": (
        'Trường «{member}» là chữ "{value}", không phải số: hãy bỏ dấu ngoặc kép.',
        'Member “{member}” is the text "{value}", not a number: take the quotation marks away.',
    ),
    "cut_short": (
        "Khoá ghi hiệu lực {days} ngày; chỉ xét {limit} ngày đầu: hãy kiểm tra «time_end».",
        "The key claims {days} days; only the first {limit} are looked at: check “time_end”.",
    ),
    "too_long": (
        "Khoá ghi hiệu lực {days} ngày, thường không quá {usual}; vẫn xét đủ: hãy kiểm tra «time_end».",
        "The key claims {days} days, usually at most {usual}; all of them are looked at: check “time_end”.",
    ),
    "not_midnight": (
        "«time_start» là {given} UTC: mọi khung giờ lùi {moved} về {midnight} UTC; nếu là ngày khác thì hãy sửa.",
        "“time_start” is {given} UTC: all windows move back {moved} to {midnight} UTC; mend it if the day is wrong.",
    ),
    "repeated_key": ("Khoá này đã có ở mục {before}.", "This key was already given by entry {before}."),
    "too_many_keys": (
        "Danh sách có {count} khoá; chỉ xét {limit} khoá đầu.",
        "The list has {count} keys; only the first {limit} are looked at.",
    ),
    "too_many_infos": (
        "Danh sách có quá {limit} InfoF, mục này không được xét: hãy chia nhỏ danh sách.",
        "The list has more than {limit} InfoFs, and this one is not looked at: split the list.",
    ),
    "doubtful_rows": (
        (
            "Khoá {key}: {count} dòng lệch khung giờ ({offsets}) trái với đồng hồ của hai máy hôm đó, có thể là tín "
            "hiệu phát lại; ghi riêng, là nghi ngờ. Hãy hỏi hai người có gặp nhau lúc đó, có chỉnh đồng hồ không."
        ),
        (
            "Key {key}: {count} rows at slot offsets ({offsets}) against the two phones' clocks of that day, perhaps "
            "sent again by somebody; given apart, as doubtful. Ask both persons whether they met then or set a clock."
        ),
    ),
    "columns": (
        "Có {count} cột, cần 4 cột cách nhau bằng phím Tab.",
        "{count} columns found; 4 separated by tabs needed.",
    ),
    "bad_id": (
        "Mã «{value}» ở cột {column} cần đúng 24 chữ số hệ 16.",
        "Identifier “{value}” in column {column} needs exactly 24 hexadecimal digits.",
    ),
    "bad_number": ("Cột {column} «{value}» không phải số nguyên.", "Column {column}, “{value}”, is not an integer."),
    "out_of_range": (
        "Cột {column} «{value}» nằm ngoài khoảng cho phép.",
        "Column {column}, “{value}”, is out of range.",
    ),
    "kernels_off": (
        "Biến môi trường NUMBA_DISABLE_JIT cấm biên dịch các nhân tính toán: hãy bỏ biến đó rồi chạy lại.",
        "Environment variable NUMBA_DISABLE_JIT forbids compiling the kernels: unset it and run again.",
    ),
    "line_too_long": (
        "Dòng dài quá {limit} byte: tệp có thể đã hỏng.",
        "The line is longer than {limit} bytes: the file may be damaged.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: its code, its values and where it was found (`row` counts from 1; 0 for the whole)."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    row: int = 0

    def sentence(self, language: str = "vi") -> str:
        """What to tell a person, in `vi` or `en`."""
        return _SENTENCES[self.code][language == "en"].format(**self.facts)


class Refused(ValueError):  # noqa: N818 - the name says what happened
    """Nothing could be taken from the input; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.sentence("en"))
        self.problem = problem


class KernelsOff(ImportError):  # noqa: N818 - the name says what happened
    """The compiled kernels cannot be had, as whoever runs this has forbidden compiling."""

    def __init__(self) -> None:
        self.problem = Problem("kernels_off")
        super().__init__(self.problem.sentence("en"))
