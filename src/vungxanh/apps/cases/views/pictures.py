"""Case work in charts, each with its finding: the curve, the map, the clock from test to notice (biểu đồ)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases import policies
from vungxanh.apps.cases.picture_tables import BAR_COLUMNS, COMMUNE_COLUMNS, DELAY_COLUMNS
from vungxanh.apps.cases.queries import breaker
from vungxanh.apps.cases.queries import pictures as counts
from vungxanh.apps.cases.views import findings
from vungxanh.apps.cases.views.findings import number
from vungxanh.apps.cases.views.people_map import people_map
from vungxanh.apps.cases.views.showing import place_asked, places_of
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.core.casework.curve import By, Curve, Width, curve
from vungxanh.core.casework.small_numbers import LEAST
from vungxanh.kit import clock
from vungxanh.kit.export import csv_response
from vungxanh.ui.addresses import address
from vungxanh.ui.svg import Bar, Column, bar_chart, column_chart

DAYS = {Width.DAY: 42, Width.WEEK: 182}
SPELL = {Width.DAY: 7, Width.WEEK: 28}
DELAY_DAYS = 42
MOST_COMMUNES = 15
LEVELS = range(6)
KEPT = ("by", "width", "numbers")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of the page asks for; `least` 1 shows every number."""

    place: Unit | None
    by: By
    width: Width
    level: int | None
    least: int


@officer_required(policies.may_enter)
@require_safe
def pictures(request: OfficerRequest) -> HttpResponse:
    """The dashboard of case work."""
    officer, at = request.officer, clock.now()
    asked, today = _asked(request), clock.day_of(at)
    delayed = counts.notice_delays(officer, today - timedelta(days=DELAY_DAYS), place=asked.place)
    context = {
        "area": asked.place or place_of(officer.unit),
        "at": at,
        "asked": asked,
        "curve": _curve_chart(officer, asked, today),
        "map": people_map(officer, level=asked.level, place=asked.place),
        "delays": _delay_chart(delayed),
        "delayed": delayed,
        "breaker": breaker.state(),
        "places": places_of(officer),
        "levels": [("", _("Mọi cấp")), *((level, f"F{level}") for level in LEVELS)],
        "bys": _choices(request, "by", asked.by, {By.ONSET: _("Khởi phát"), By.TEST: _("Xét nghiệm")}),
        "widths": _choices(request, "width", asked.width, {Width.DAY: _("Ngày"), Width.WEEK: _("Tuần")}),
        "numbers": _numbers(request, asked),
        "keep": [(name, value) for name in KEPT if (value := request.GET.get(name))],
        "files": {
            name: address(request.GET, reverse(f"cases:{name}"))
            for name in ("curve_file", "communes_file", "delays_file")
        },
    }
    return render(request, "cases/pictures/pictures.html", context)


@officer_required(policies.may_enter)
@require_safe
def curve_file(request: OfficerRequest) -> HttpResponseBase:
    """The bars of the curve as CSV, hidden as the page hides them."""
    today = clock.day_of(clock.now())
    rows = _curve(request.officer, _asked(request), today)[0].bars
    return csv_response(f"duong-cong-{today:%Y-%m-%d}.csv", BAR_COLUMNS, rows)


@officer_required(policies.may_enter)
@require_safe
def communes_file(request: OfficerRequest) -> HttpResponseBase:
    """The map's communes as CSV."""
    asked, today = _asked(request), clock.day_of(clock.now())
    rows = counts.standings_by_commune(request.officer, level=asked.level, place=asked.place)
    return csv_response(f"nguoi-theo-xa-{today:%Y-%m-%d}.csv", COMMUNE_COLUMNS, rows)


@officer_required(policies.may_enter)
@require_safe
def delays_file(request: OfficerRequest) -> HttpResponseBase:
    """The clock by commune as CSV."""
    today = clock.day_of(clock.now())
    rows = counts.notice_delays(request.officer, today - timedelta(days=DELAY_DAYS), place=_asked(request).place)
    return csv_response(f"thoi-gian-bao-tin-{today:%Y-%m-%d}.csv", DELAY_COLUMNS, rows)


def _asked(request: OfficerRequest) -> Asked:
    given, level = request.GET, request.GET.get("level", "")
    every = given.get("numbers") == "all" and request.officer.has(Role.HEALTH_OFFICER)
    return Asked(
        place=place_asked(given, request.officer),
        by=By.TEST if given.get("by") == By.TEST else By.ONSET,
        width=Width.WEEK if given.get("width") == Width.WEEK else Width.DAY,
        level=int(level) if level in map(str, LEVELS) else None,
        least=1 if every else LEAST,
    )


def _choices(request: OfficerRequest, name: str, chosen: str, words: dict[str, str]) -> list[dict[str, object]]:
    first = next(iter(words))
    return [
        {"label": word, "url": address(request.GET, **{name: "" if key == first else key}), "active": key == chosen}
        for key, word in words.items()
    ]


def _numbers(request: OfficerRequest, asked: Asked) -> list[dict[str, object]]:
    """Whether small numbers are hidden: a choice of who reads the line list anyway."""
    if not request.officer.has(Role.HEALTH_OFFICER):
        return []
    return _choices(request, "numbers", "all" if asked.least == 1 else "", {"": _("Ẩn số dưới 5"), "all": _("Đủ số")})


def _curve(officer: Officer, asked: Asked, today: date) -> tuple[Curve, str]:
    """The curve and its finding."""
    first, spell = today - timedelta(days=DAYS[asked.width] - 1), timedelta(days=SPELL[asked.width])
    rows = counts.occurrences(officer, first, place=asked.place)
    found = curve(rows, first, today, by=asked.by, width=asked.width, least=asked.least)
    days = [(day, row.count) for row in rows if (day := row.tested if asked.by is By.TEST else row.onset)]
    recent = sum(count for day, count in days if today - spell < day <= today)
    before = sum(count for day, count in days if today - 2 * spell < day <= today - spell)
    return found, findings.of_curve(found, recent, before, days=spell.days)


def _curve_chart(officer: Officer, asked: Asked, today: date) -> SafeString:
    found, title = _curve(officer, asked, today)
    note = _("ca xác định và ca có thể, theo ngày xét nghiệm") if asked.by is By.TEST else _("theo ngày khởi phát")
    if found.undated != 0 and asked.by is By.ONSET:
        undated = _("dưới 5") if found.undated is None else number(found.undated)
        note += "; " + _("%(n)s ca không có ngày khởi phát không vẽ") % {"n": undated}
    return column_chart(
        [Column(findings.told(bar), bar.count) for bar in found.bars],
        title=title,
        note=note,
        ceiling=LEAST - 1,
        reason=_hidden(),
        counted=_("Số ca"),
    )


def _delay_chart(rows: list[counts.CommuneDelay]) -> SafeString | str:
    """Hours to the notice, the slowest commune first; nothing where nobody was told of anything.

    A commune that has been told of nothing yet has no bar: the table says how many cases it waits for.
    """
    if rows[0].delay.count == 0:
        return ""
    told = [row for row in rows if row.delay.count != 0][: MOST_COMMUNES + 1]
    bars = [
        Bar(
            row.unit.name if row.unit else _("Toàn địa bàn"),
            row.delay.median_hours,
            "" if row.unit else "accent",
        )
        for row in told
    ]
    note = _("trung vị số giờ từ khi có kết quả đến lúc báo tin cho nơi có người tiếp xúc, %(days)s ngày qua") % {
        "days": number(DELAY_DAYS)
    }
    if any(row.delay.count is None for row in told):
        note += "; " + _("gạch chéo: %(why)s, độ dài không cho biết số giờ") % {"why": _hidden()}
    return bar_chart(bars, title=findings.of_delays(rows), note=note, unit=_("giờ"), goal=findings.DAY_HOURS)


def _hidden() -> str:
    """Why a number is not shown: it may be a large one, from which a small one would follow."""
    return _("ẩn vì dưới 5 ca, hoặc vì suy ra được số dưới 5")
