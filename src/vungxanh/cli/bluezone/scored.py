"""An encounter as the commands print it, with its risk (lần tiếp xúc và mức nguy cơ)."""

from typing import NotRequired, TypedDict

from vungxanh.cli.bluezone.said import local_time
from vungxanh.core.tracing.encounters import Encounter

EncounterForm = TypedDict(
    "EncounterForm",
    {
        "start": str,
        "end": str,
        "minutes": float,
        "max_rssi": int,
        "class": str,
        "probability": float,
        "doubtful": NotRequired[bool],
    },
)


def encounter_form(met: Encounter, *, doubtful: bool = False) -> EncounterForm:
    """For JSON; only one of doubtful rows has the member `doubtful`."""
    from vungxanh.core.tracing.risk import assess

    risk = assess(met)
    form: EncounterForm = {
        "start": local_time(met.start_ms),
        "end": local_time(met.end_ms),
        "minutes": round(met.minutes, 1),
        "max_rssi": met.max_rssi,
        "class": risk.level.value,
        "probability": round(risk.probability, 6),
    }
    if doubtful:
        form["doubtful"] = True
    return form
