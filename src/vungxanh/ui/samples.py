"""Invented content for the gallery: long names, stacked diacritics, every state. Not one of these people exists."""

import math
from datetime import datetime, timedelta

from django.utils.safestring import SafeString

from vungxanh.ui.formats import HANOI
from vungxanh.ui.svg import (
    Bar,
    MapLabel,
    MapPoint,
    Series,
    StackedRow,
    bar_chart,
    dot_map,
    line_chart,
    small_multiples,
    sparkline,
    stacked_bar,
)

AT = datetime(2020, 7, 28, 15, 4, tzinfo=HANOI)
DISTRICTS = (
    ("Tam Kỳ", 15.5638, 108.4822),
    ("Hội An", 15.88, 108.338),
    ("Điện Bàn", 15.891, 108.23),
    ("Đại Lộc", 15.879, 107.99),
    ("Duy Xuyên", 15.793, 108.18),
    ("Quế Sơn", 15.682, 108.17),
    ("Nông Sơn", 15.66, 107.98),
    ("Thăng Bình", 15.71, 108.36),
    ("Hiệp Đức", 15.55, 108.08),
    ("Tiên Phước", 15.49, 108.29),
    ("Phú Ninh", 15.52, 108.39),
    ("Núi Thành", 15.43, 108.57),
    ("Bắc Trà My", 15.3, 108.22),
    ("Nam Trà My", 15.13, 108.09),
    ("Phước Sơn", 15.39, 107.84),
    ("Nam Giang", 15.64, 107.59),
    ("Đông Giang", 15.95, 107.77),
    ("Tây Giang", 15.89, 107.48),
)
PEOPLE = ("Nguyễn Thị Lấp Lánh Ánh", "Đặng Thị Mỹ Hằng", "Huỳnh Ngọc Thuỵ Khuê", "Alăng Thị Bhơ Nướch")
LONG_UNIT = "Ủy ban nhân dân phường Điện Nam Trung, thị xã Điện Bàn"
LONG_TASK = (
    "Tuyên truyền, vận động Nhân dân cài đặt ứng dụng Bluezone trên điện thoại thông minh và "
    "định kỳ nhắc lại trên hệ thống truyền thanh cơ sở"
)
STATES = ("overdue", "doing", "waiting", "not-started", "done")


def tasks() -> list[dict[str, object]]:
    """Return rows for the gallery's lists, one in each state and deadline."""
    days = (-3, 0, 2, 9, None)
    return [
        {
            "pk": 1200 + i,
            "title": LONG_TASK if i % 2 == 0 else "Báo cáo kết quả cài đặt về Sở Thông tin và Truyền thông",
            "unit": LONG_UNIT if i % 2 == 0 else f"UBND huyện {DISTRICTS[i + 3][0]}",
            "person": PEOPLE[i % 4],
            "state": state,
            "due": AT + timedelta(days=days[i] or 30),
            "days": days[i],
            "done": state == "done",
            "progress": (35, 60, 90, 0, 100)[i],
        }
        for i, state in enumerate(STATES)
    ]


def board() -> list[dict[str, object]]:
    """Return the gallery's board: districts by state."""
    return [
        {"name": f"Huyện {name}", "cells": [(state, (i * 7 + j * 11) % 37) for j, state in enumerate(STATES)]}
        for i, (name, *_place) in enumerate(DISTRICTS[:8])
    ]


def points() -> list[MapPoint]:
    """Scatter sample communes round the district centres: some without coordinates, some suppressed."""
    found = []
    for d, (name, lat, lon) in enumerate(DISTRICTS):
        for i in range(9 + d % 6):
            angle, far = i * 2.4 + d, 0.02 + 0.011 * i
            known, share = (i + d) % 13 != 5, ((i * 37 + d * 17) % 100) / 100
            hidden = (i + 2 * d) % 29 == 7
            found.append(
                MapPoint(
                    f"{d}-{i}",
                    f"Xã mẫu {name} {i + 1}",
                    lat + far * math.sin(angle) if known else None,
                    lon + far * math.cos(angle) if known else None,
                    name,
                    None if hidden else share,
                    area=2000 + (i * 3571 + d * 911) % 16000,
                )
            )
    return sorted(found, key=lambda point: (point.shade is None, point.shade or 0))


DATES = [f"{day:02d}/08" for day in range(1, 22)]
RISING = [min(0.02 + i * i * 0.0019, 0.93) for i in range(21)]


def _bars() -> SafeString:
    rates = (0.87, 0.74, 0.612, 0.48, 0.285, 0.11)
    bars = [
        Bar(name, rate, tone="danger" if rate < 0.3 else "")
        for (name, *_place), rate in zip(DISTRICTS, rates, strict=False)
    ]
    bars.append(Bar("Xã Trà Linh, huyện Nam Trà My", None, reason="ẩn: dưới 10 người"))
    title = "Hai huyện còn dưới 30\N{NO-BREAK SPACE}% số xã đã báo cáo"
    return bar_chart(bars, title=title, note="Tỷ lệ xã đã báo cáo (mẫu)", unit="%", maximum=1, goal=0.8)


def _stacked() -> SafeString:
    counts = ((40, 6, 12, 3, 1), (22, 9, 20, 8, 4), (5, 3, 31, 14, 9), (1, 0, 6, 51, 2))
    order = ("done", "waiting", "doing", "not-started", "overdue")
    rows = [
        StackedRow(f"Huyện {name}", dict(zip(order, c, strict=True)), href="#")
        for (name, *_place), c in zip(DISTRICTS[3:], counts, strict=False)
    ]
    return stacked_bar(
        rows, title="Nông Sơn chưa bắt đầu 51 trong 60 nhiệm vụ", note="Số nhiệm vụ theo trạng thái (mẫu)"
    )


def _line() -> SafeString:
    goal = Series("Mục tiêu", [0.8] * len(DATES), tone="goal")
    slower = Series("Đã duyệt", [i * 0.021 for i in range(len(DATES))])
    title = "Đến 21/08 đã nhận 78\N{NO-BREAK SPACE}%, mới duyệt 42\N{NO-BREAK SPACE}%"
    note = "Phần nhiệm vụ, từ 01/08 đến 21/08/2020 (mẫu)"
    return line_chart([Series("Đã nhận", RISING), slower, goal], DATES, title=title, note=note, unit="%", maximum=1)


def _multiples() -> SafeString:
    panels = [
        Series(name, [value * (0.5 + (k * 29 % 50) / 100) for value in RISING])
        for k, (name, *_place) in enumerate(DISTRICTS)
    ]
    title = "Bắc Trà My dẫn đầu với 76\N{NO-BREAK SPACE}%"
    return small_multiples(panels, DATES, title=title, note="Phần đã xong, chung một thang (mẫu)", unit="%", maximum=1)


def _map() -> SafeString:
    names = [MapLabel(name, name, lat, lon) for name, lat, lon in DISTRICTS]
    title, note = "Số liệu mẫu rải đều, không vùng nào nổi bật", "Phần nhiệm vụ đã xong của mỗi xã (mẫu)"
    return dot_map(points(), title=title, labels=names, note=note, area="dân số")


def charts() -> dict[str, SafeString]:
    """Draw one of each chart."""
    return {
        "bars": _bars(),
        "stacked": _stacked(),
        "line": _line(),
        "multiples": _multiples(),
        "map": _map(),
        "spark": sparkline(RISING, title="Tăng từ 2 % lên 78 % trong 21 ngày"),
    }
