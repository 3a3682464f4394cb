"""One simulated run from seed to rows (một lượt mô phỏng)."""

from dataclasses import dataclass
from random import Random

from vungxanh.core.tracing.disclosure import Base, day_keys, new_base
from vungxanh.core.tracing.ids import KEY_BYTES, SLOT_MS
from vungxanh.core.tracing.keylist import PositiveKey
from vungxanh.core.tracing.tracefile import Row
from vungxanh.device.scenarios import SCENARIOS
from vungxanh.device.scenarios.airtime import Airtime
from vungxanh.device.scenarios.habits import Habits
from vungxanh.device.scenarios.noting import Note, nobody
from vungxanh.device.scenarios.scene import IPHONE_SHARE
from vungxanh.device.scenarios.truth import Near, truth


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone of a run: its base, its system, whether the app was in front, and its rows."""

    number: int
    base: Base
    iphone: bool
    front: bool
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Run:
    """A scenario that was played: phones, and who really was near whom; times in ms and seconds since its start."""

    scenario: str
    seed: int
    start_ms: int
    seconds: int
    phones: list[Phone]
    near: list[Near]
    through: str = "drawn"  # or bumble: whole agents

    def key_of(self, phone: Phone) -> PositiveKey:
        """The day key that `phone` would disclose of the run, to be believed a slot beyond its end."""
        start_ms, end_ms = self.start_ms, self.start_ms + 1000 * self.seconds
        first, *later = day_keys(phone.base, since_ms=start_ms, until_ms=end_ms + SLOT_MS)
        return PositiveKey(first.key, first.start_s, later[-1].end_s if later else first.end_s)


def bases_of(phones: int, *, start_ms: int, seed: int) -> list[Base]:
    """The bases of simulated phones; the same arguments give the same."""
    random = Random(f"{seed}:keys")  # noqa: S311 - keys of simulated phones, the same each time
    return [new_base(random.randbytes(KEY_BYTES), start_ms) for _ in range(phones)]


def play(
    scenario: str,
    *,
    phones: int,
    seconds: int,
    start_ms: int,
    seed: int,
    iphone_share: float = IPHONE_SHARE,
    habits: Habits | None = None,
    note: Note = nobody,
) -> Run:
    """Play a scenario; the same arguments give the same rows."""
    scene = SCENARIOS[scenario](phones, seed, iphone_share=iphone_share)
    bases = bases_of(phones, start_ms=start_ms, seed=seed)
    airtime = Airtime(scene, bases, start_ms=start_ms, seed=seed, habits=habits)
    rows = airtime.run(seconds, note)
    made = [
        Phone(number, base, number in scene.iphones, bool(airtime.phones.front[number]), rows[number])
        for number, base in enumerate(bases)
    ]
    return Run(scenario, seed, start_ms, seconds, made, truth(scene, seconds, note))
