"""Who fell ill in the made-up outbreak, where, when, and how far the officers got (câu chuyện của ổ dịch mẫu)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vungxanh.apps.cases.models import Class, Classification, Setting
from vungxanh.kit import clock

NUMBER = "MẪU-{}"
FIRST_NUMBER = 2001
HELPED = 24
"""How many of today's first checks are done when the visitor arrives."""


@dataclass(frozen=True, slots=True)
class Ill:
    """One case: days count in August 2020; `slow` are the hours until its contacts were entered.

    `source` is the case whose first contact this is; None as `onset` is somebody without symptoms. The first `early`
    contacts were met four days before the onset that was told first: they count when it is found to lie earlier.
    """

    key: str
    commune: str
    around: tuple[str, ...]
    onset: int | None
    tested: int
    contacts: int
    slow: int
    early: int = 0
    source: str = ""
    orders: str = "issued"
    classification: Classification = Classification.CONFIRMED


_HOI_AN, _DIEN_BAN = ("20398", "20407", "20413", "20422"), ("20575", "20578", "20593", "20596")
_DAI_LOC, _TAM_KY = ("20503", "20521", "20536"), ("20338", "20341", "20375")
_DUY_XUYEN, _THANG_BINH = ("20626", "20632"), ("20803", "20824")
ILL = (
    Ill("A", "20404", _HOI_AN, 2, 6, 16, 3, orders="delivered"),
    Ill("B", "20404", _HOI_AN, 5, 8, 14, 5, source="A", orders="delivered"),
    Ill("C", "20407", _HOI_AN, None, 9, 10, 9, source="B"),
    Ill("D", "20551", _DIEN_BAN, 8, 11, 21, 6, early=5),
    Ill("E", "20500", _DAI_LOC, 10, 13, 14, 20, orders="draft"),
    Ill("F", "20335", _TAM_KY, 11, 14, 12, 26, orders="draft"),
    Ill("G", "20599", _DUY_XUYEN, 14, 15, 5, 4, classification=Classification.SUSPECTED),
    Ill("H", "20791", _THANG_BINH, 11, 13, 8, 5, orders="draft"),
)
REPORTS = (
    ("20404", 13, 18, "yes"),
    ("20398", 14, 9, "yes"),
    ("20422", 14, 20, "không có mặt ở Hội An trong những ngày đó"),
    ("20413", 15, 8, "yes"),
    ("20551", 15, 19, "yes"),
    ("20407", 15, 21, ""),
    ("20404", 16, 8, ""),
    ("20335", 16, 12, ""),
    ("20578", 16, 19, ""),
    ("20398", 16, 21, ""),
    ("20500", 17, 0, ""),
)
"""Who heard the case's keys: commune, day and hour of August 2020, what the health officer said to it."""
REHEARSAL = (
    (True, "Diễn tập quy trình ngắt mạch (mẫu)", 0),
    (False, "Kết thúc diễn tập, không có cảnh báo giả (mẫu)", 40),
)
"""The breaker was tried on 12 August from nine o'clock: opened or closed, why, at what minute."""
SETTINGS = (
    (Setting.HOUSEHOLD, Class.HIGH, 600),
    (Setting.HOUSEHOLD, Class.HIGH, 480),
    (Setting.WORK, Class.HIGH, 240),
    (Setting.WORK, Class.MEDIUM, 60),
    (Setting.CARE, Class.HIGH, 45),
    (Setting.TRANSPORT, Class.MEDIUM, 40),
    (Setting.SOCIAL, Class.MEDIUM, 90),
    (Setting.SOCIAL, Class.LOW, 20),
)
HOUSES = ("Tổ 2, khối Mẫu", "Tổ 5, khối Mẫu", "Thôn Mẫu 1", "Thôn Mẫu 3", "Kiệt 7 đường Mẫu", "Tổ 11, thôn Mẫu 4")
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Trương")
_WOMEN = ("Thị Ánh", "Thị Bích", "Ngọc Diệp", "Thu Hiền", "Thị Liên", "Mỹ Linh", "Thị Nga", "Kim Phượng", "Thị Xuân")
_MEN = ("Văn Cường", "Minh Đạt", "Quốc Hưng", "Hữu Lộc", "Văn Lợi", "Đức Mạnh", "Thanh Phong", "Quang Thắng", "Văn Tư")


def names(chance: random.Random) -> Iterator[tuple[str, str, int]]:
    """Made-up names, each with sex and year of birth, without end."""
    while True:
        sex, given = chance.choice((("female", _WOMEN), ("male", _MEN)))
        yield f"{chance.choice(_FAMILY)} {chance.choice(given)}", sex, chance.randint(1938, 2014)


def a_day(number: int) -> date:
    """A day of August 2020; 0 and less are days of July."""
    return date(2020, 8, 1) + timedelta(days=number - 1)


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of such a day, in Vietnam."""
    return datetime.combine(a_day(day), datetime.min.time(), clock.VIETNAM) + timedelta(hours=hour, minutes=minute)
