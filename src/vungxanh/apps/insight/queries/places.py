"""Where else a map should look (nơi lân cận): places are public, numbers are not."""

from django.db.models import Q

from vungxanh.apps.insight.queries.figures import Figures
from vungxanh.apps.org.models import Level, Unit
from vungxanh.kit.clock import day_of


def neighbours(figures: Figures) -> list[Unit]:
    """The other communes of the district where the figures are of one commune only (1 query), else none.

    Their names stand in the directory, which every officer reads; nothing of their work is read here.
    """
    communes = figures.communes
    if len(communes) != 1 or communes[0].district is None:
        return []
    own, district = communes[0].unit, communes[0].district
    today = Q(ended_on=None) | Q(ended_on__gt=day_of(figures.scope.at))
    beside = Unit.objects.filter(today, level=Level.COMMUNE, path__under=district.path, latitude__isnull=False)
    return list(beside.exclude(pk=own.pk).only("code", "name", "latitude", "longitude").order_by("path"))
