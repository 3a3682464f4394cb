"""Which kernel this processor can run, fastest first (bậc thang nhân tính toán).

The SHA instructions are asked of LLVM before their module is loaded: compiling them for a processor without them
ends the process. The lanes are one program that LLVM fits to AVX-512, AVX2, SSE2 or NEON by itself.
"""

from enum import StrEnum
from functools import cache
from types import ModuleType

import numpy as np

from vungxanh.core.tracing.ids import ID_BYTES, KEY_BYTES, SLOTS

MOST_AT_ONCE = 64  # the widest group of keys any rung takes


class Rung(StrEnum):
    """A way of hashing many keys (bậc)."""

    SHA_NI = "sha_ni"
    LANES = "lanes"


def available() -> tuple[Rung, ...]:
    """The rungs that run here, fastest first."""
    names = features()
    return (Rung.SHA_NI, Rung.LANES) if {"sha", "sse4.1"} <= names else (Rung.LANES,)


def features() -> set[str]:
    """What numba will compile for: the processor's own features, unless the operator narrowed them."""
    from numba import config

    asked = config.CPU_FEATURES  # type: ignore[attr-defined]
    if asked is not None:
        return {name[1:] for name in asked.split(",") if name.startswith("+")}
    return _of_this_processor()


@cache
def _of_this_processor() -> set[str]:
    from llvmlite.binding import get_host_cpu_features

    try:
        return {name for name, present in get_host_cpu_features().items() if present}
    except RuntimeError:  # LLVM cannot tell on this platform
        return set()


def _kernel(rung: Rung | None) -> tuple[ModuleType, int]:
    usable = available()
    if rung is not None and rung not in usable:
        raise ValueError(f"this processor has no {rung}")
    if (rung or usable[0]) is Rung.SHA_NI:
        from vungxanh.core.tracing.kernels import sha_ni

        return sha_ni, sha_ni.STREAMS
    from vungxanh.core.tracing.kernels import lanes

    return lanes, lanes.LANES


def words(keys: np.ndarray) -> np.ndarray:
    """Keys as bytes (n x 32, uint8) turned to eight big-endian words each (n x 8, uint32)."""
    return np.ascontiguousarray(np.ascontiguousarray(keys, np.uint8).view(">u4").astype(np.uint32)).reshape(-1, 8)


def buffer(count: int, slots: int = SLOTS) -> np.ndarray:
    """Room for the identifiers of up to `count` keys, to give to `identifiers` again and again."""
    return np.empty((count + MOST_AT_ONCE) * slots * ID_BYTES, np.uint8)


def identifiers(
    keys: np.ndarray, slots: int = SLOTS, rung: Rung | None = None, *, out: np.ndarray | None = None
) -> np.ndarray:
    """The identifiers of n day keys given as words (n x 8, uint32): n x slots x 12 bytes.

    With `out` from `buffer` nothing is allocated, and the answer lies in it until the next call; ValueError when it is
    too small.
    """
    kernel, group = _kernel(rung)
    padded = _padded(keys, group)
    width = slots * ID_BYTES
    room = np.empty(padded.shape[0] * width, np.uint8) if out is None else out[: padded.shape[0] * width]
    if slots < 1 or room.shape[0] < padded.shape[0] * width:
        raise ValueError(f"{keys.shape[0]} keys x {slots} slots do not fit in {room.shape[0]} bytes")
    kernel.identifiers(padded, slots, room.reshape(-1, width))
    return room.reshape(-1, slots, ID_BYTES)[: keys.shape[0]]


def next_keys(keys: np.ndarray, rung: Rung | None = None) -> np.ndarray:
    """The following day's keys, as words."""
    kernel, group = _kernel(rung)
    padded = _padded(keys, group)
    out = np.empty_like(padded)
    kernel.next_keys(padded, out)
    return out[: keys.shape[0]]


def _padded(keys: np.ndarray, group: int) -> np.ndarray:
    short = -keys.shape[0] % group
    if not short:
        return np.ascontiguousarray(keys)
    return np.concatenate([keys, np.zeros((short, KEY_BYTES // 4), np.uint32)])
