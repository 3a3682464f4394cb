"""The decisions of 2020 to 2022 that a new installation begins with (các quyết định ban đầu).

What a source said is named in `read`; every other figure stands from memory and is to be checked against the text of
the decision before it is used in an outbreak. The full annexes of 3468, 3638 and 5053 were not at hand.
"""

from datetime import date

from vungxanh.core.casework.policy import ContactRule, LevelRule, Place, Policy

_TWO_METRES = ContactRule("Tiếp xúc trong vòng 2 mét với ca bệnh, không quy định số phút.")
_FIFTEEN_MINUTES = ContactRule(
    "Đụng chạm; hoặc trong vòng 1 mét hay cùng không gian hẹp, kín từ 15 phút dù có khẩu trang; hoặc như vậy mà không "
    "có khẩu trang; hoặc chăm sóc ca bệnh không phương tiện phòng hộ.",
    15,
)
_WINDOW = frozenset({"number", "valid_from", "contact.text", "contact.minutes", "lookback_days"})
_DAYS = frozenset({"f1.quarantine_days", "f1.place"})


def _outer_rings(days: int) -> tuple[LevelRule, ...]:
    """F2 and F3 at home while the result before them is awaited; F4 and F5 watch themselves at home.

    After the public instruction of 2020 (F3 isolates at home, F4 and F5 isolate or are monitored there); days from
    memory.
    """
    awaiting = [LevelRule(level, Place.HOME, days, until_source_result=True) for level in (2, 3)]
    watched = [LevelRule(level, Place.NONE, 0, monitoring_days=14) for level in (4, 5)]
    return (*awaiting, *watched)


_FIRST = Policy(
    number="879/QĐ-BYT",
    title="Hướng dẫn cách ly tại nhà, nơi lưu trú",
    valid_from=date(2020, 3, 12),
    contact=_TWO_METRES,
    levels=(LevelRule(1, Place.FACILITY, 14, test_days=(1, 14), checks_a_day=2), *_outer_rings(14)),
    source="QĐ 879/QĐ-BYT ngày 12/03/2020: 14 ngày kể từ lần tiếp xúc cuối; UBND xã tổ chức cách ly tại địa bàn.",
    read=frozenset({"number", "valid_from", "f1.quarantine_days"}),
)
_HANDBOOK = Policy(
    number="5053/QĐ-BYT",
    title="Sổ tay hướng dẫn truy vết người tiếp xúc",
    valid_from=date(2020, 12, 3),
    contact=_TWO_METRES,
    levels=(LevelRule(1, Place.FACILITY, 14, test_days=(1, 14), checks_a_day=2), *_outer_rings(14)),
    source="QĐ 5053/QĐ-BYT ngày 03/12/2020: từ 3 ngày trước khởi phát đến khi F0 được cách ly; F2 cách ly tại nhà.",
    read=_WINDOW | {"f2.place"},
)
_TWENTY_ONE = Policy(
    number="21 ngày (2021)",
    title="Cách ly tập trung 21 ngày",
    valid_from=date(2021, 5, 5),
    contact=_TWO_METRES,
    levels=(LevelRule(1, Place.FACILITY, 21, test_days=(1, 7, 14, 20), checks_a_day=2), *_outer_rings(21)),
    source="Mùa xuân 2021: cách ly tập trung 21 ngày; số văn bản và ngày hiệu lực chưa tra được.",
    read=_DAYS,
)
_FOURTEEN_AND_FOURTEEN = Policy(
    number="5599/BYT-MT",
    title="Giảm thời gian cách ly tập trung còn 14 ngày, theo dõi sức khỏe tại nhà 14 ngày",
    valid_from=date(2021, 7, 14),
    contact=_TWO_METRES,
    levels=(LevelRule(1, Place.FACILITY, 14, 14, test_days=(1, 7, 14), checks_a_day=2), *_outer_rings(14)),
    source="CV 5599 ngày 14/07/2021: từ 21 còn 14 ngày và 14 ngày theo dõi tại nhà; xét nghiệm ít nhất 3 lần.",
    read=_DAYS | {"valid_from", "f1.monitoring_days", "f1.test_days"},
)
_SYMPTOMS_APART = Policy(
    number="3638/QĐ-BYT",
    title="Hướng dẫn giám sát và phòng, chống COVID-19",
    valid_from=date(2021, 7, 30),
    contact=_TWO_METRES,
    levels=_FOURTEEN_AND_FOURTEEN.levels,
    source=(
        "QĐ 3638/QĐ-BYT ngày 30/07/2021, II.1.4: F2 tiếp xúc với F1 trong khoảng từ khi F1 có khả năng bị lây từ F0 "
        "đến khi F1 được cách ly. Số ngày theo CV 5599 ngày 14/07/2021."
    ),
    lookback_days_symptomless=3,
    read=_DAYS | {"number", "valid_from", "contact.text", "latency_hours", "f1.monitoring_days", "f1.test_days"},
)
_VACCINATED = Policy(
    number="11042/BYT-DP",
    title="Định nghĩa ca bệnh và người tiếp xúc gần; F1 đã tiêm đủ cách ly tại nhà 7 ngày",
    valid_from=date(2021, 12, 29),
    contact=_FIFTEEN_MINUTES,
    levels=(
        LevelRule(
            1,
            Place.HOME,
            10,
            4,
            test_days=(1, 7, 10),
            vaccinated_days=7,
            vaccinated_test_days=(1, 7),
        ),
        LevelRule(2, Place.NONE, 0, monitoring_days=7),
    ),
    source="CV 11042 ngày 29/12/2021 (định nghĩa); tháng 12/2021: F1 tiêm đủ 7 ngày tại nhà, xét nghiệm ngày 1, 7.",
    max_ring=2,
    read=frozenset(
        {
            "valid_from",
            "contact.text",
            "contact.minutes",
            "f1.place",
            "f1.vaccinated_days",
            "f1.vaccinated_test_days",
        }
    ),
)
_NO_QUARANTINE = Policy(
    number="Tháng 4/2022",
    title="F1 không phải cách ly",
    valid_from=date(2022, 4, 1),
    contact=_FIFTEEN_MINUTES,
    levels=(LevelRule(1, Place.NONE, 0, monitoring_days=10),),
    source="Tháng 4/2022, theo báo SGGP: F1 không còn phải cách ly; số văn bản và ngày hiệu lực chưa tra được.",
    max_ring=1,
    read=frozenset({"contact.text", "contact.minutes", "f1.place", "f1.quarantine_days"}),
)

OFFICIAL: tuple[Policy, ...] = (
    _FIRST,
    _HANDBOOK,
    _TWENTY_ONE,
    _FOURTEEN_AND_FOURTEEN,
    _SYMPTOMS_APART,
    _VACCINATED,
    _NO_QUARANTINE,
)
"""By day of validity; a deployment loads them once and keeps its own versions beside them."""
