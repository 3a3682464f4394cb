"""How strong a signal arrives: distance, bodies, walls, models and fading (suy hao tín hiệu).

RSSI = strength at 1 m - 10 n log10(d) + X with X normal: free space has n = 2, indoors n lies from 1.5 to 4, and the
deviation of X from 5 to 10 dB. Twenty phone models two metres apart in a chamber without echoes gave -60.4 dBm in the
mean, 5.4 dB deviation, from -70.6 to -49.9 (OpenTrace's published calibration). People in a seat changed a signal by
10 dB either way (Leith and Farrell, bus). Android phones advertise at low power: the app's own limits of "near" for
the four pairs of systems (-86, -69, -88, -74 dBm) fit Android sending 16 dB less than iPhones, and iPhones hearing
3 dB less. What else stands here is from memory and said to be.
"""

import math
from dataclasses import dataclass
from random import Random

import numpy as np

AT_1M_DBM = -60.4 + 20 * math.log10(2)
NEAREST_M = 0.2
ANDROID_SEND_DB, IPHONE_RECEIVE_DB = -16.0, -3.0
MODEL_DB = 5.4 / math.sqrt(2)  # the published deviation, half of its variance for sending and half for receiving
MODEL_REACH_DB = 10.4 / 2


@dataclass(frozen=True, slots=True)
class Air:
    """A place's air: exponent n, and X in two parts: one stays half a minute, one is of each packet."""

    exponent: float = 2.0
    slow_db: float = 4.0
    fast_db: float = 4.5
    slow_s: float = 30.0
    faintest_dbm: float = -98.0  # from memory: what a phone's receiver still decodes at 1 Mbit/s


@dataclass(frozen=True, slots=True)
class Wall:
    """A straight wall, shelf or tarpaulin and what it takes away in dB (from memory: 3 for stalls, 6 for brick)."""

    start: tuple[float, float]
    end: tuple[float, float]
    loss_db: float


@dataclass(frozen=True, slots=True)
class Handset:
    """A phone as a radio: its model's offsets in dB, and how its owner carries it (radians from the front, dB)."""

    iphone: bool
    send_db: float
    receive_db: float
    carried_at: float
    body_db: float


def handset(random: Random, *, iphone: bool) -> Handset:
    """A phone of a random model: in the hand or on the table, in a front or back pocket, or in a bag."""
    send, receive = (max(-MODEL_REACH_DB, min(MODEL_REACH_DB, random.gauss(0, MODEL_DB))) for _ in range(2))
    carried_at, body_db = random.choices(
        [(0.0, 3.0), (0.0, 8.0), (math.pi, 10.0), (math.pi / 2, 8.0)],  # from memory, but for the 10 dB
        [0.35, 0.35, 0.15, 0.15],
    )[0]
    send, receive = (send, receive + IPHONE_RECEIVE_DB) if iphone else (send + ANDROID_SEND_DB, receive)
    return Handset(iphone, send, receive, carried_at, body_db)


def distance_loss_db(metres: np.ndarray, exponent: float) -> np.ndarray:
    """What the way takes away beyond the first metre."""
    return np.asarray(10 * exponent * np.log10(np.maximum(metres, NEAREST_M)))


def body_loss_db(bearing: np.ndarray, carried: np.ndarray, body_db: np.ndarray) -> np.ndarray:
    """What the owner's body takes away: nothing on the phone's side, all of it behind the back."""
    return np.asarray(body_db * (1 - np.cos(bearing - carried)) / 2)


def wall_loss_db(walls: tuple[Wall, ...], ax: np.ndarray, ay: np.ndarray, bx: np.ndarray, by: np.ndarray) -> np.ndarray:
    """What the walls between two points take away together."""
    loss = np.zeros(np.broadcast(ax, bx).shape)
    for wall in walls:
        (px, py), (qx, qy) = wall.start, wall.end
        side_a = (qx - px) * (ay - py) - (qy - py) * (ax - px)
        side_b = (qx - px) * (by - py) - (qy - py) * (bx - px)
        side_p = (bx - ax) * (py - ay) - (by - ay) * (px - ax)
        side_q = (bx - ax) * (qy - ay) - (by - ay) * (qx - ax)
        loss += wall.loss_db * ((side_a * side_b < 0) & (side_p * side_q < 0))
    return loss
