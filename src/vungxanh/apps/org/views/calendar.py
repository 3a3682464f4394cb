"""The working-day table: which days, who decided, confirming a year, closing an office (lịch làm việc)."""

from datetime import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vungxanh.apps.org import policies
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.calendar_forms import ClearForm, SpecialDayForm, YearForm
from vungxanh.apps.org.forms import day_from
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.queries.calendar import latest_versions
from vungxanh.apps.org.views.showing import done, today, unit_or_404
from vungxanh.apps.org.wording import VERBS, source_word
from vungxanh.core.records.worktime import DayKind
from vungxanh.kit import clock
from vungxanh.kit.calendar import actions
from vungxanh.kit.calendar.models import CalendarDay, CalendarVersion
from vungxanh.kit.calendar.queries import days_of, estimated_years, version_at
from vungxanh.kit.problems import Conflict, FieldError, Invalid, NotFound
from vungxanh.ui import formats

_CHANGES_SHOWN = 10


@require_http_methods(["GET", "POST"])
@officer_required(policies.is_administrator)
def calendar(request: OfficerRequest, year: int | None = None) -> HttpResponse:
    """The days of a year; `act` says whether the year was confirmed or one day added."""
    version = version_at(clock.now())
    year = today().year if year is None else year
    if not version.first_year <= year <= version.last_year:
        raise NotFound(_("Lịch làm việc chưa có năm %(year)s.") % {"year": year})
    days, sent = days_of(version, [year]), request.POST.get("act", "")
    year_form = _year_form(request, version, year, days, bound=sent == "confirm")
    day_form = _day_form(request, bound=sent == "day")
    if sent == "confirm" and _confirmed(request, year_form, year):
        return redirect("org:calendar_year", year=year)
    if sent == "day" and _added(request, day_form):
        return redirect("org:calendar_year", year=day_form.cleaned_data["day"].year)
    context = _shown(version, year, days) | {
        "year_form": year_form,
        "day_form": day_form,
        "may_confirm": policies.may_set_calendar(request.officer),
        "removable": _removable(request, days),
    }
    return render(request, "org/calendar.html", context, status=422 if request.method == "POST" else 200)


def _shown(version: CalendarVersion, year: int, days: list[CalendarDay]) -> dict[str, object]:
    unconfirmed = estimated_years(clock.now())
    units = Unit.objects.filter(code__in={row.unit_code for row in days if row.unit_code})
    names = dict(units.values_list("code", "name"))
    return {
        "version": version,
        "year": year,
        "years": [(each, str(each)) for each in range(version.first_year, version.last_year + 1)],
        "rows": [
            (row, names.get(row.unit_code, row.unit_code), _weekday(row), source_word(row.source)) for row in days
        ],
        "unconfirmed": unconfirmed,
        "is_confirmed": year not in unconfirmed,
        "changes": [
            (made, VERBS.get(entry.verb, entry.verb) if entry else "", entry)
            for made, entry in latest_versions(_CHANGES_SHOWN)
        ],
    }


def _weekday(row: CalendarDay) -> str:
    names = formats.WEEKDAYS_EN if (get_language() or "vi").startswith("en") else formats.WEEKDAYS_VI
    return names[row.day.weekday()]


def _year_form(
    request: OfficerRequest, version: CalendarVersion, year: int, days: list[CalendarDay], *, bound: bool
) -> YearForm:
    common = [row for row in days if not row.unit_code]
    data = request.POST if bound else None
    language = get_language() or "vi"
    return YearForm(data, prefix="year", initial={"seen": version.pk}, year=year, days=common, language=language)


def _day_form(request: OfficerRequest, *, bound: bool) -> SpecialDayForm:
    """A unit's administrator adds days of that unit; only the province's may leave the unit out."""
    form = SpecialDayForm(request.POST if bound else None, prefix="day")
    if not policies.may_set_calendar(request.officer):
        form.fields["unit"].required = True
        form.fields["unit"].initial = request.officer.unit.code
        form.fields["unit"].help_text = _("Đơn vị của anh/chị hoặc đơn vị bên dưới.")
    return form


def _confirmed(request: OfficerRequest, form: YearForm, year: int) -> bool:
    policies.must_be_able_to_set_calendar(request.officer)

    def confirm(at: datetime) -> object:
        if version_at(at).pk != form.cleaned_data["seen"]:
            raise Conflict(_("Lịch vừa được người khác thay đổi. Mở lại trang rồi xác nhận."))
        return actions.confirm_year(year, form.days(), source=form.cleaned_data["source"], by=request.officer, at=at)

    return done(request, form, confirm, _("Đã xác nhận ngày nghỉ năm %(year)s.") % {"year": year})


def _added(request: OfficerRequest, form: SpecialDayForm) -> bool:
    def add(at: datetime) -> object:
        given = dict(form.cleaned_data)
        code, kind = given.pop("unit"), given.pop("kind")
        unit = Unit.objects.filter(code=code).first() if code else None
        if code and unit is None:
            message = _("Không có đơn vị nào mã %(code)s.") % {"code": code}
            raise Invalid(message, errors=[FieldError("unit", message)])
        policies.must_be_able_to_set_calendar(request.officer, unit)
        act = actions.open_day if kind == DayKind.MAKE_UP else actions.close_day
        return act(given.pop("day"), **given, unit_code=code, by=request.officer, at=at)

    return done(request, form, add, _("Đã ghi vào lịch làm việc."))


def _removable(request: OfficerRequest, days: list[CalendarDay]) -> set[int]:
    """The closures and make-up days that this officer may take back, by key."""
    special = [row for row in days if row.kind != DayKind.HOLIDAY]
    units = Unit.objects.in_bulk([row.unit_code for row in special if row.unit_code], field_name="code")
    return {
        row.pk
        for row in special
        if policies.may_set_calendar(request.officer, units.get(row.unit_code) if row.unit_code else None)
    }


@require_http_methods(["GET", "POST"])
@officer_required(policies.is_administrator)
def clear_day(request: OfficerRequest) -> HttpResponse:
    """Ask why a closure or make-up day is taken back, and take it back; `day` and `unit` name it."""
    day, code = day_from(request.GET.get("day", ""), today()), request.GET.get("unit", "")
    unit = unit_or_404(code) if code else None
    policies.must_be_able_to_set_calendar(request.officer, unit)
    row = next((row for row in days_of(version_at(clock.now()), [day.year]) if _is(row, day, code)), None)
    if row is None:
        raise NotFound(_("Ngày này không phải ngày ngừng làm việc hay ngày làm bù."))
    form: forms.Form = ClearForm(request.POST or None)

    def clear(at: datetime) -> object:
        source = form.cleaned_data["source"]
        return actions.clear_day(day, source=source, unit_code=code, by=request.officer, at=at)

    if request.method == "POST" and done(request, form, clear, _("Đã bỏ ngày khỏi lịch làm việc.")):
        return redirect("org:calendar_year", year=day.year)
    context = {"row": row, "unit": unit, "form": form}
    return render(request, "org/clear_day.html", context, status=422 if form.errors else 200)


def _is(row: CalendarDay, day: object, code: str) -> bool:
    return row.day == day and row.unit_code == code and row.kind != DayKind.HOLIDAY
