"""What only other versions of the app ask for (các bản ứng dụng khác): 1.x, rc 1.1 and 3.0.8.

3.0.8 has screens for declaring oneself at a border and one's health each day. No such declaration is taken here, and
the app is told so in its own words; which provinces, districts and communes there are it may know.
"""

from functools import lru_cache
from urllib.parse import parse_qs

from django.db.models import QuerySet

from vungxanh.apps.exposure.app.answers import Refusal, Status
from vungxanh.apps.exposure.app.calls import Answered, Call
from vungxanh.apps.exposure.app.reading import json_form
from vungxanh.apps.exposure.queries.devices import reachable
from vungxanh.apps.org.models import Level, Unit

COUNTED_EACH_S = 300


def not_here(call: Call) -> Answered:
    """F12DeclareInformation of rc 1.1, declarations of 3.0.8: read away and refused."""
    if call.environ["REQUEST_METHOD"] == "POST":
        json_form(call.environ)
    raise Refusal(Status.INVALID_REQUEST)


def installed(call: Call) -> Answered:
    """GetTotalUserInstallApp of 1.x: how many phones have the app, as of the last five minutes."""
    return phones(int(call.at.timestamp()) // COUNTED_EACH_S)


@lru_cache(maxsize=1)
def phones(_span: int) -> int:
    """The phones that have the app; counted once a span of time, for anybody may ask."""
    return reachable().count()


def provinces(_call: Call) -> Answered:
    """Region/GetProvinceVN of 3.0.8: the province of this server's directory."""
    return _regions(Unit.objects.filter(level=Level.PROVINCE, ended_on=None))


def regions_within(call: Call) -> Answered:
    """Region/GetRegionByID of 3.0.8: the districts of a province, the communes of a district."""
    asked = parse_qs(call.environ.get("QUERY_STRING", "")).get("ParentID", [""])[0]
    if "\0" in asked:  # PostgreSQL takes no such text
        return []
    places = (Level.DISTRICT, Level.COMMUNE)
    return _regions(Unit.objects.filter(parent__code=asked, level__in=places, ended_on=None))


def _regions(units: "QuerySet[Unit]") -> list[dict[str, str | None]]:
    rows = units.order_by("path").values_list("code", "name", "parent__code")
    return [{"ID": code, "Name": name, "ParentID": parent} for code, name, parent in rows]
