"""Virtual time runs in order and without waiting; duty cycles never stand still in it."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vungxanh.device.clock import LoopClock, run_virtually
from vungxanh.device.settings import Duty
from vungxanh.device.stopping import stop


def test_a_year_of_sleep_passes_at_once_and_timers_fire_in_order() -> None:
    order: list[int] = []

    async def sleeper(days: int) -> None:
        await asyncio.sleep(days * 86_400)
        order.append(days)

    async def main() -> int:
        clock = LoopClock(1_000, asyncio.get_running_loop())
        await asyncio.gather(*(sleeper(days) for days in (365, 1, 30)))
        return clock.now_ms()

    assert run_virtually(main) == pytest.approx(1_000 + 365 * 86_400_000, abs=1)
    assert order == [1, 30, 365]


@given(
    st.floats(0, 1e9),
    st.integers(1, 600_000).map(lambda ms: ms / 1000),
    st.integers(0, 600_000).map(lambda ms: ms / 1000),
)
def test_a_phase_always_lasts_at_least_a_millisecond_and_at_most_itself(
    passed_s: float, on_s: float, off_s: float
) -> None:
    on, left_s = Duty(on_s, off_s).left_s(passed_s)
    assert 0.001 <= left_s <= (on_s if on else off_s)


def test_a_task_that_swallows_a_cancellation_is_stopped_all_the_same() -> None:
    swallowed: list[int] = []

    async def stubborn() -> None:
        while True:
            try:
                await asyncio.sleep(1_000)
            except asyncio.CancelledError:
                swallowed.append(1)
                if len(swallowed) == 3:
                    raise

    async def main() -> list[BaseException | None]:
        task = asyncio.create_task(stubborn())
        await asyncio.sleep(1)
        return await stop([task])

    assert run_virtually(main) == [None]
    assert len(swallowed) == 3
