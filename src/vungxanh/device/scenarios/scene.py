"""A place with people and phones in it: who hears whom how strongly, at any moment (khung cảnh)."""

import math
from collections.abc import Iterator
from random import Random

import numpy as np

from vungxanh.device.scenarios.journeys import Crowd, Leg, Stand
from vungxanh.device.scenarios.propagation import (
    AT_1M_DBM,
    Air,
    Handset,
    Wall,
    body_loss_db,
    distance_loss_db,
    handset,
    wall_loss_db,
)

CYCLE_S = 300.0
IPHONE_SHARE = 0.3  # from memory: iPhones among smartphones in Viet Nam in 2020


class Scene:
    """What a radio needs to know of a place; the same seed gives the same walks, phones and shadows.

    `offsets_s` is when each phone's duty cycle began, in seconds from the start and before it; `iphones` are iPhones.
    """

    def __init__(
        self,
        phones: int,
        seed: int,
        legs: Iterator[tuple[int, Leg]],
        *,
        air: Air,
        walls: tuple[Wall, ...] = (),
        iphone_share: float = IPHONE_SHARE,
    ) -> None:
        random = Random(f"{seed}:phones")  # noqa: S311 - a model of the world, not a secret
        self.phones = phones
        self.air = air
        self.walls = walls
        # Phone 0 carries the agent, which is no iPhone.
        chosen = random.sample(range(1, phones), min(phones - 1, round(iphone_share * phones))) if phones > 1 else []
        self.iphones = frozenset(chosen)
        self.offsets_s = tuple(-random.uniform(0, CYCLE_S) for _ in range(phones))
        self.handsets: tuple[Handset, ...] = tuple(handset(random, iphone=one in self.iphones) for one in range(phones))
        self._seed = seed % 2**32  # numpy takes no negative seed
        self._crowd = Crowd(phones, legs)
        self._fast = random
        self._send = np.array([one.send_db for one in self.handsets])
        self._receive = np.array([one.receive_db for one in self.handsets])
        self._carried = np.array([one.carried_at for one in self.handsets])
        self._body = np.array([one.body_db for one in self.handsets])
        self._shadows: dict[int, np.ndarray] = {}

    def stand(self, t_s: float) -> Stand:
        """Where everybody is."""
        return self._crowd.at(t_s)

    def strengths(self, t_s: float, stand: Stand) -> np.ndarray:
        """RSSI in dBm before the fading of each packet, receiver by sender; -inf where one of them is away."""
        dx, dy = stand.x[None, :] - stand.x[:, None], stand.y[None, :] - stand.y[:, None]
        bearing, carried = np.arctan2(dy, dx), stand.facing + self._carried
        loss = distance_loss_db(np.hypot(dx, dy), self.air.exponent)
        loss += body_loss_db(bearing, carried[:, None], self._body[:, None])
        loss += body_loss_db(bearing + math.pi, carried[None, :], self._body[None, :])
        loss += wall_loss_db(self.walls, stand.x[:, None], stand.y[:, None], stand.x[None, :], stand.y[None, :])
        strength = AT_1M_DBM + self._send[None, :] + self._receive[:, None] - loss + self._shadow(t_s)
        there = stand.here[:, None] & stand.here[None, :] & ~np.eye(self.phones, dtype=np.bool_)
        return np.where(there, strength, -np.inf)

    def rssi(self, sender: int, receiver: int, t_s: float) -> float | None:
        """RSSI in dBm of one packet; None when it does not arrive."""
        sx, sy, sent_facing, sent = self._crowd.person_at(sender, t_s)
        rx, ry, facing, here = self._crowd.person_at(receiver, t_s)
        if not (sent and here) or sender == receiver:
            return None
        bearing = math.atan2(sy - ry, sx - rx)
        turns = np.array([bearing - facing, bearing + math.pi - sent_facing])
        pair = np.array([receiver, sender])
        ends = [np.array([place]) for place in (rx, ry, sx, sy)]
        loss = float(distance_loss_db(np.array(math.dist((sx, sy), (rx, ry))), self.air.exponent))
        loss += float(body_loss_db(turns, self._carried[pair], self._body[pair]).sum())
        loss += float(wall_loss_db(self.walls, *ends)[0])
        strength = AT_1M_DBM + self._send[sender] + self._receive[receiver] - loss
        strength += self._shadow(t_s)[receiver, sender] + self._fast.gauss(0, self.air.fast_db)
        return float(strength) if strength > self.air.faintest_dbm else None

    def _shadow(self, t_s: float) -> np.ndarray:
        """The part of the fading that stays: new numbers every `slow_s`, gone over smoothly, the same both ways."""
        block, share = divmod(t_s / self.air.slow_s, 1.0)
        before, after = self._drawn(int(block)), self._drawn(int(block) + 1)
        return np.asarray((before * (1 - share) + after * share) / math.hypot(share, 1 - share))

    def _drawn(self, block: int) -> np.ndarray:
        if block not in self._shadows:
            self._shadows = {known: kept for known, kept in self._shadows.items() if known >= block - 2}
            half = np.triu(
                np.random.default_rng((self._seed, block)).normal(0, self.air.slow_db, (self.phones,) * 2), 1
            )
            self._shadows[block] = half + half.T
        return self._shadows[block]
