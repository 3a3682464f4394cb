"""What holds now, beside the fields that change it (giá trị hiện nay)."""

from datetime import date

from django.forms import Form
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vungxanh.apps.cases.forms import people as forms
from vungxanh.apps.cases.queries.files import PersonFile
from vungxanh.apps.cases.views.lines import PLACES
from vungxanh.core.casework.standing import Standing
from vungxanh.ui import formats

_DAYS = ("quarantine_until", "monitoring_until")


def say_present(form: Form, found: PersonFile, today: date) -> None:
    """Tell each field of an act what holds now; days are filled in too, to be left as they are or typed over."""
    if isinstance(form, forms.HandOnForm) and found.plan:
        form.fields["place"].help_text = _("Hiện nay: %(what)s.") % {"what": forms.with_district(found.plan.unit)}
    if isinstance(form, forms.HandOnForm | forms.HandBackForm) and found.plan:
        form.fields["seen"].initial = found.plan.unit.code
    standing = found.standing
    if standing is None:
        return
    if isinstance(form, forms.DaysForm):
        for name in _DAYS:
            day: date | None = getattr(standing.plan, name)
            form.fields[name].initial = day
            form.fields[name].help_text = _now(standing, name, formats.day(day, _language()) if day else _("không có"))
            if day:
                form.fields[name].help_text += " " + _("Để nguyên nếu không đổi.")
    elif isinstance(form, forms.LevelForm):
        form.fields["level"].help_text = _now(standing, "level", f"F{standing.level}")
    elif isinstance(form, forms.StayForm):
        form.fields["place"].help_text = _now(standing, "place", str(PLACES[standing.place_on(today)]))


def show_now(form: Form, name: str, now: str, told: str) -> None:
    """Say on a form that was shown before something else was written what that is: the next press is made on it."""
    if told not in form.non_field_errors():
        form.add_error(None, told)
    show_again(form, name, now)


def show_again(form: Form, name: str, now: str) -> None:
    """The posted form as it stands, with what its next press is made on."""
    form.data = {**form.data.dict(), name: now}  # type: ignore[attr-defined]  # what was posted


def _now(standing: Standing, name: str, what: str) -> str:
    """The value and where it comes from."""
    if standing.override and getattr(standing.override, name):
        return _("Hiện nay: %(what)s, theo quyết định riêng.") % {"what": what}
    return _("Hiện nay: %(what)s, theo chính sách.") % {"what": what}


def _language() -> str:
    return get_language() or "vi"
