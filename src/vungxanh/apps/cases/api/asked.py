"""What a request names: places, people, and the version a change was made on."""

from collections.abc import Collection
from typing import cast

from django.utils.translation import gettext as _

from vungxanh.apps.cases.actions.illness import Illness
from vungxanh.apps.cases.actions.people import Known
from vungxanh.apps.cases.api.bodies import CaseFilters, IllnessIn, PlanDecisionIn, TracedPersonIn
from vungxanh.apps.cases.forms.people import communes_under
from vungxanh.apps.cases.models import Person
from vungxanh.apps.cases.policies import may_see
from vungxanh.apps.cases.queries.lists import Wanted
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit.problems import FieldError, Invalid, NotFound


def unit_of(code: str) -> Unit:
    """The unit of a code; NotFound when there is none."""
    found = Unit.objects.filter(code=code).first()
    if found is None:
        raise NotFound(_("Không có đơn vị nào mã %(code)s.") % {"code": code})
    return found


def wanted_of(filters: CaseFilters) -> Wanted:
    """A list's filters as the queries take them."""
    return Wanted(
        place=unit_of(filters.place) if filters.place else None,
        level=filters.level,
        overdue=filters.overdue,
        following=filters.following,
        classification=filters.classification or "",
        state=filters.state or "",
        words=filters.q,
    )


def known_of(body: TracedPersonIn) -> Known:
    """A person as the actions take them."""
    return Known(**body.dict(include=TracedPersonIn.model_fields.keys() - {"commune"}))


def commune_of(body: TracedPersonIn, officer: Officer) -> Unit:
    """Where the person lives; the officer's own place when nothing was said."""
    return unit_of(body.commune) if body.commune else place_of(officer.unit)


def illness_of(body: IllnessIn) -> Illness:
    """A case as the actions take it."""
    return Illness(**body.dict(include=set(Illness.__dataclass_fields__)))


def must_say_one_thing(body: PlanDecisionIn) -> None:
    """Invalid for a decision of several kinds, each of which has its own act: none of them is dropped unsaid."""
    days = body.quarantine_until or body.monitoring_until
    kinds = {"level": body.level is not None, "place": body.place is not None, "quarantine_until": days is not None}
    given = [name for name, said in kinds.items() if said]
    if len(given) > 1:
        message = _("Mỗi lần chỉ quyết định một việc: cấp, nơi cách ly hoặc ngày. Gửi từng việc một.")
        raise Invalid(message, errors=[FieldError(name, message) for name in given])


def commune_named(code: str, person: Person, field: str = "place") -> Unit:
    """A commune of the person's province by its code, as pages offer them; Invalid names the field where it is none."""
    found = communes_under("/" + person.path.strip("/").split("/")[0] + "/").filter(code=code).first()
    if found is None:
        message = _("Không có xã, phường nào mã %(code)s trong tỉnh.") % {"code": code}
        raise Invalid(message, errors=[FieldError(field, message)])
    return cast(Unit, found)


def people_of(officer: Officer, keys: Collection[int]) -> dict[int, Person]:
    """The people of these keys, those who took merged ones over; Invalid when one is nobody of the officer's place.

    Nobody at all and somebody of another place are answered alike, so that the records of others cannot be counted.
    """
    rows = Person.objects.select_related("merged_into").in_bulk(set(keys)).items()
    people = {key: person.merged_into or person for key, person in rows}
    found = {key: person for key, person in people.items() if may_see(officer, person)}
    if missing := sorted(set(keys) - set(found)):
        message = _("Không có người nào mã %(key)s trong địa bàn của đơn vị.")
        message %= {"key": ", ".join(map(str, missing[:5]))}
        raise Invalid(message, errors=[FieldError("exposures", message)])
    return found
