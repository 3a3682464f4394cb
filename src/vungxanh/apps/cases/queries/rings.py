"""What opening a ring would mean: people, communes, hours of work (xem trước vòng)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.apps.cases.models import Case, Classification, Person, Ring, Standing
from vungxanh.apps.cases.queries import facts
from vungxanh.apps.cases.queries.neighbourhood import around
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.core.casework import standing_json
from vungxanh.core.casework.rings import Preview, preview
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict


class NoRing(Conflict):
    """The ring cannot be opened as the case stands; nothing has changed under the officer's hands (chưa mở được)."""

    title = gettext_lazy("Chưa mở được vòng này")


def next_ring(case: Case) -> int:
    """The first ring of a case that is not open: 2 when only its F1 are traced (1 query)."""
    return 2 + Ring.objects.filter(case=case, closed_at=None).count()


def foreseen(case: Case, level: int, *, on: datetime) -> Preview:
    """What opening this ring now would mean (12 queries); NoRing unless it is the next one the policy allows.

    Who turned out to be no case has no ring to open.
    """
    if Case.objects.filter(pk=case.pk, classification=Classification.NOT_A_CASE).exists():
        raise NoRing(_("Ca bệnh này đã được loại trừ: không còn ai là tiếp xúc của ca để mở vòng."))
    _row, policy = in_force(day_of(on))
    if level != next_ring(case) or level > policy.max_ring:
        raise NoRing(_("Vòng F%(level)d chưa mở được hoặc đã mở.") % {"level": level})
    cluster = around({case.person_id}, at_least=level).surroundings
    known = facts.of(cluster)
    if all(one.key != case.pk for one in known.cases):
        raise NoRing(_("Ca nghi ngờ chưa có vòng tiếp xúc."))
    held = Standing.objects.filter(person__in=cluster)
    return preview(
        known.exposures,
        known.cases,
        policy,
        case=case.pk,
        ring=level,
        communes={
            person: commune
            for person, commune in Person.objects.filter(pk__in=cluster).values_list("pk", "commune")
            if commune
        },
        isolated=known.isolated,
        vaccinated=known.vaccinated,
        negative=known.negative,
        died=known.died,
        now={row.person_id: standing_json.from_json(row.detail) for row in held},
    )
