"""An encounter as the commands print it, with its risk (lần tiếp xúc và mức nguy cơ)."""

from typing import TypedDict

from vungxanh.cli.bluezone.said import local_time
from vungxanh.core.tracing.encounters import Encounter

EncounterForm = TypedDict(
    "EncounterForm",
    {"start": str, "end": str, "minutes": float, "max_rssi": int, "class": str, "probability": float},
)


def encounter_form(met: Encounter) -> EncounterForm:
    """For JSON."""
    from vungxanh.core.tracing.risk import assess

    risk = assess(met)
    return {
        "start": local_time(met.start_ms),
        "end": local_time(met.end_ms),
        "minutes": round(met.minutes, 1),
        "max_rssi": met.max_rssi,
        "class": risk.level.value,
        "probability": round(risk.probability, 6),
    }
