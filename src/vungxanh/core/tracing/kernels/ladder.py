"""Which kernel this processor can run, fastest first (bậc thang nhân tính toán).

The SHA instructions are asked of LLVM before their module is loaded: compiling them for a processor without them
ends the process. The lanes are one program that LLVM fits to AVX-512, AVX2, SSE2 or NEON by itself.
"""

from enum import StrEnum
from types import ModuleType

import numpy as np

from vungxanh.core.tracing.ids import ID_BYTES, KEY_BYTES, SLOTS


class Rung(StrEnum):
    """A way of hashing many keys (bậc)."""

    SHA_NI = "sha_ni"
    LANES = "lanes"


def available() -> tuple[Rung, ...]:
    """The rungs that run here, fastest first."""
    from llvmlite.binding import get_host_cpu_features
    from numba import config

    asked = config.CPU_FEATURES
    features = dict(get_host_cpu_features()) if asked is None else {name: True for name in _added(asked)}
    return (Rung.SHA_NI, Rung.LANES) if features.get("sha") and features.get("sse4.1") else (Rung.LANES,)


def _added(asked: str) -> list[str]:
    return [name[1:] for name in asked.split(",") if name.startswith("+")]


def _kernel(rung: Rung | None) -> tuple[ModuleType, int]:
    if (rung or available()[0]) is Rung.SHA_NI:
        from vungxanh.core.tracing.kernels import sha_ni

        return sha_ni, sha_ni.STREAMS
    from vungxanh.core.tracing.kernels import lanes

    return lanes, lanes.LANES


def words(keys: np.ndarray) -> np.ndarray:
    """Keys as bytes (n x 32, uint8) turned to eight big-endian words each (n x 8, uint32)."""
    return np.ascontiguousarray(np.ascontiguousarray(keys, np.uint8).view(">u4").astype(np.uint32)).reshape(-1, 8)


def identifiers(keys: np.ndarray, slots: int = SLOTS, rung: Rung | None = None) -> np.ndarray:
    """The identifiers of n day keys given as words (n x 8, uint32): n x slots x 12 bytes."""
    kernel, group = _kernel(rung)
    padded = _padded(keys, group)
    out = np.empty((padded.shape[0], slots * ID_BYTES), np.uint8)
    kernel.identifiers(padded, slots, out)
    return out[: keys.shape[0]].reshape(-1, slots, ID_BYTES)


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
