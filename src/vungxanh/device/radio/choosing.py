"""From `sim:hall,phones=20`, `hci:usb:0`, `replay:FILE` to a radio (chọn bộ thu phát)."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vungxanh.device.problems import DeviceProblem

if TYPE_CHECKING:
    from vungxanh.device.radio.simulated import World

STILL = "still"


@dataclass(frozen=True, slots=True)
class Simulated:
    """A scenario: how many phones, which seed, how many times faster than life."""

    name: str
    phones: int = 2
    seed: int = 1
    speed: float = 1.0

    def world(self) -> "World":
        """The place; raises DeviceProblem when there is none of this name."""
        from vungxanh.device.radio.simulated import Still

        if self.name == STILL:
            return Still(self.phones)
        from vungxanh.device.scenarios import SCENARIOS

        if self.name not in SCENARIOS:
            known = ", ".join(sorted([STILL, *SCENARIOS]))
            raise DeviceProblem("scenario_unknown", {"name": self.name, "known": known})
        return SCENARIOS[self.name](self.phones, self.seed)


@dataclass(frozen=True, slots=True)
class Real:
    """An adapter by its Bumble transport, or by the path of its serial port."""

    transport: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording."""

    path: Path


def read_radio(text: str) -> Simulated | Real | Recorded:
    """What the owner asked for; raises DeviceProblem."""
    kind, _, rest = text.partition(":")
    if not rest or kind not in {"sim", "hci", "replay"}:
        raise DeviceProblem("radio_unknown", {"radio": text})
    if kind == "hci":
        return Real(rest)
    if kind == "replay":
        return Recorded(Path(rest))
    name, *options = rest.split(",")
    return Simulated(name, **_options(options, phones=2 if name == STILL else 20))


def _options(options: list[str], *, phones: int) -> dict[str, int]:
    read = {"phones": phones, "seed": secrets.randbelow(1 << 31)}
    limits = {"phones": 2_000, "seed": 1 << 62, "speed": 1_000_000}
    for option in options:
        name, _, value = option.partition("=")
        if name not in limits or not value.isdecimal() or not 1 <= int(value) <= limits[name]:
            raise DeviceProblem("radio_option", {"option": option})
        read[name] = int(value)
    return read
