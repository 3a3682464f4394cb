"""The place a unit works for: a centre for disease control under a department works for its province (địa bàn)."""

from django.db.models.functions import Length

from vungxanh.apps.org.models import Level, Unit

PLACES = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


def place_of(unit: Unit) -> Unit:
    """The unit itself when it is a province, district or commune, else the nearest such unit above it (1 query).

    A unit below none, as an enterprise at the top of its own tree, works for itself.
    """
    if unit.level in PLACES:
        return unit
    codes = unit.path.strip("/").split("/")
    above = Unit.objects.filter(code__in=codes, level__in=PLACES).order_by(Length("path").desc())
    return next((each for each in above if unit.path.startswith(each.path)), unit)
