"""Which dated rows hold on a day."""

from datetime import date

from django.db.models import Q


def valid_on(on: date, prefix: str = "") -> Q:
    """Rows whose dates cover the day; `ends_on` is exclusive, and empty means until further notice."""
    ends = f"{prefix}ends_on"
    return Q(**{f"{prefix}starts_on__lte": on}) & (Q(**{ends: None}) | Q(**{f"{ends}__gt": on}))
