"""Four agents of the journey: they meet in virtual time, then talk to the server over HTTP (máy của lượt truy vết)."""

import asyncio
import secrets
from collections.abc import Callable
from pathlib import Path

from vungxanh.device import batches, report, upload
from vungxanh.device.agent import Agent
from vungxanh.device.clock import LoopClock, run_virtually
from vungxanh.device.radio.simulated import Air, SimulatedRadio
from vungxanh.device.settings import FOREGROUND
from vungxanh.device.stopping import stop
from vungxanh.device.store import Store

PHONES, APART = 4, 3
NEAR_DBM = -58.0
Yes = Callable[[str], bool]


class Seats:
    """Three phones at one table, and one that hears nobody."""

    phones = PHONES

    def rssi(self, sender: int, receiver: int, t_s: float) -> float | None:  # noqa: ARG002 - nobody moves
        """The one strength, or nothing."""
        return None if APART in (sender, receiver) else NEAR_DBM


class Phones:
    """The stores of the four, opened while the journey lasts."""

    def __init__(self, room: Path) -> None:
        self._folders = [room / f"phone-{number}" for number in range(PHONES)]
        # Whoever compares is a process of its own and opens the store by the key in its folder.
        for folder in self._folders:
            folder.mkdir(parents=True)
            (folder / "store.key").touch(0o600)
            (folder / "store.key").write_text(secrets.token_hex(32), encoding="ascii")
        self.stores = [Store(folder, durable=False) for folder in self._folders]

    def meet(self, start_ms: int, minutes: int) -> list[int]:
        """Real agents over Bumble, in virtual time; how many rows each holds."""

        async def main() -> None:
            clock, air = LoopClock(start_ms, asyncio.get_running_loop()), Air(Seats())
            agents = [Agent(SimulatedRadio(n, air, clock), self.stores[n], clock, FOREGROUND) for n in range(PHONES)]
            tasks = [asyncio.create_task(agent.run()) for agent in agents]
            await asyncio.sleep(minutes * 60)
            await stop(tasks)

        run_virtually(main)
        for store in self.stores:
            store.flush()
        return [store.count() for store in self.stores]

    def hand_in(self, server: str, code: str, since_ms: int, now_ms: int, ask: Yes) -> tuple[upload.Proposal, str]:
        """Phone 0's owner is a case: what was proposed, and how it ended."""
        store = self.stores[0]
        address = f"{server}{batches.PATH}uploads"
        proposal = upload.propose(store, server=address, code=code, since_ms=since_ms, now_ms=now_ms)
        upload.consent(store, proposal, ask, now_ms)
        (outcome,) = upload.OUTBOX.send_due(store, now_ms)
        return proposal, outcome

    def pull(self, phone: int, server: str, now_ms: int) -> batches.News:
        """Fetch the signed batches and compare them on the phone."""
        return asyncio.run(batches.pull(self.stores[phone], self._folders[phone], server, now_ms))

    def tell(self, phone: int, server: str, owner: report.Owner, now_ms: int, ask: Yes) -> tuple[report.Proposal, str]:
        """The owner was near a case and says so."""
        store = self.stores[phone]
        proposal = report.propose(store, server=server, owner=owner)
        report.consent(store, proposal, ask, now_ms)
        (outcome,) = report.OUTBOX.send_due(store, now_ms)
        return proposal, outcome

    def close(self) -> None:
        """Give the stores back."""
        for store in self.stores:
            store.close()
