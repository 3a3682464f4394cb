"""The same templates written: a value under each header, in the words its program knows (ghi tệp).

The words of Go.Data's and SORMAS's lists are from memory, like the form of their days: both let them be mapped.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from vungxanh.apps.cases.exchange.columns import TEMPLATES, Kind, Template
from vungxanh.apps.cases.exchange.headings import HEADINGS
from vungxanh.apps.cases.models import Class, Classification, Setting, Sex
from vungxanh.kit.clock import VIETNAM
from vungxanh.kit.export import Column

Row = Mapping[str, Any]
"""What is known of one case or contact by the names of `columns`; an absent field is an empty cell."""

_GODATA: dict[Any, str] = {
    Sex.FEMALE: "Female",
    Sex.MALE: "Male",
    Classification.CONFIRMED: "Confirmed",
    Classification.PROBABLE: "Probable",
    Classification.SUSPECTED: "Suspect",
    Classification.NOT_A_CASE: "Not a Case (Discarded)",
    Class.HIGH: "High",
    Class.MEDIUM: "Medium",
    Class.LOW: "Low",
}
_SORMAS: dict[Any, str] = {
    Classification.SUSPECTED: "SUSPECT",
    Classification.NOT_A_CASE: "NO_CASE",
    Class.HIGH: "HIGH_RISK",
    Class.MEDIUM: "MEDIUM_RISK_MED",
    Class.LOW: "LOW_RISK",
    Setting.HOUSEHOLD: "SAME_HOUSEHOLD",
    Setting.WORK: "SAME_ENVIRONMENT",
}
_DERIVED = frozenset({"code", "pseudonym", "rank", "quarantine_until", "follow_up_until"})
_MOMENTS = frozenset({"isolated_at", "first_met", "last_met"})
_DAYS = _MOMENTS | {
    *("born_on", "onset_on", "sampled_on", "tested_on", "reported_on"),
    *("quarantine_until", "follow_up_until"),
}


def columns_of(template: Template, kind: Kind, *, is_filled: bool = True) -> list[Column[Row]]:
    """The columns of a template, in its order; of an empty one those alone that somebody fills in."""
    spell = {Template.OWN: _own, Template.GODATA: _godata, Template.SORMAS: _sormas}[template]
    return [
        _column(header.field, header.names[0], template, spell)
        for header in TEMPLATES[template, kind]
        if is_filled or header.field not in _DERIVED
    ]


def _column(field: str, name: str, template: Template, spell: Callable[[Any], Any]) -> Column[Row]:
    def value(row: Row) -> Any:
        found = row.get(field)
        if field == "number" and not found and template is not Template.OWN:
            found = row.get("code")  # these have one column for the id of a case
        return "" if found is None else spell(found)

    if template is not Template.OWN:
        return Column(name, value)
    return Column(HEADINGS[name], value, "moment" if field in _MOMENTS else "date" if field in _DAYS else "text")


def _own(value: Any) -> Any:
    if isinstance(value, bool):
        return _("có") if value else _("không")
    return str(value.label) if hasattr(value, "label") else value


def _godata(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return _GODATA.get(value, str(value))


def _sormas(value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return _SORMAS.get(value, str(value).upper() if hasattr(value, "label") else str(value))
