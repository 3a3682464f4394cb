"""SHA-256 chains in lanes: the same round over many keys, for LLVM to put into whatever vectors there are.

With AVX-512 sixteen keys go through at once, with AVX2 eight, with SSE2 or NEON four, and it is right with none.
"""

import numpy as np
from numba import njit, uint32

from vungxanh.core.tracing.kernels.constants import AFTER_KEY, AFTER_SALT, ROUNDS, START

LANES = 64
_ROUNDS, _START = np.array(ROUNDS, np.uint32), np.array(START, np.uint32)
_AFTER_KEY, _AFTER_SALT = np.array(AFTER_KEY, np.uint32), np.array(AFTER_SALT, np.uint32)


@njit(inline="always")
def _turned(word: int, by: int) -> int:
    return uint32(word >> uint32(by)) | uint32(word << uint32(32 - by))


@njit(cache=True, nogil=True, error_model="numpy")
def _compress(head: np.ndarray, tail: np.ndarray, block: np.ndarray, state: np.ndarray) -> None:
    """Replace `head` (8 x lanes) by the hash of head followed by `tail`; `block` and `state` are room to work in."""
    lanes = head.shape[1]
    for row in range(8):
        for lane in range(lanes):
            block[row, lane] = head[row, lane]
            block[row + 8, lane] = tail[row]
            state[row, lane] = _START[row]
    for turn in range(64):
        here = turn & 15
        if turn >= 16:
            early, late, far = (turn + 1) & 15, (turn + 14) & 15, (turn + 9) & 15
            for lane in range(lanes):
                x, y = block[early, lane], block[late, lane]
                low = _turned(x, 7) ^ _turned(x, 18) ^ uint32(x >> uint32(3))
                high = _turned(y, 17) ^ _turned(y, 19) ^ uint32(y >> uint32(10))
                block[here, lane] = uint32(block[here, lane] + low + block[far, lane] + high)
        a, b, c, d = (64 - turn) & 7, (65 - turn) & 7, (66 - turn) & 7, (67 - turn) & 7
        e, f, g, h = (68 - turn) & 7, (69 - turn) & 7, (70 - turn) & 7, (71 - turn) & 7
        constant = _ROUNDS[turn]
        for lane in range(lanes):
            top, low = state[a, lane], state[e, lane]
            chosen = (low & state[f, lane]) ^ (~low & state[g, lane])
            most = (top & state[b, lane]) ^ (top & state[c, lane]) ^ (state[b, lane] & state[c, lane])
            spun = _turned(low, 6) ^ _turned(low, 11) ^ _turned(low, 25)
            first = uint32(state[h, lane] + spun + chosen + constant + block[here, lane])
            second = uint32((_turned(top, 2) ^ _turned(top, 13) ^ _turned(top, 22)) + most)
            state[d, lane] = uint32(state[d, lane] + first)
            state[h, lane] = uint32(first + second)
    for row in range(8):
        for lane in range(lanes):
            head[row, lane] = uint32(state[row, lane] + _START[row])


@njit(cache=True, nogil=True, error_model="numpy")
def _pick(words: np.ndarray, out: np.ndarray, first: int, at: int) -> None:
    for lane in range(words.shape[1]):
        for row in range(4):
            out[first + lane, at + row] = words[row, lane] >> uint32(24)
        for row in range(4, 8):
            out[first + lane, at + 2 * row - 4] = words[row, lane] >> uint32(24)
            out[first + lane, at + 2 * row - 3] = (words[row, lane] >> uint32(8)) & uint32(255)


@njit("void(uint32[:,::1], int64, uint8[:,::1])", cache=True, nogil=True, error_model="numpy")
def identifiers(keys: np.ndarray, slots: int, out: np.ndarray) -> None:
    """Fill `out` (n x 12·slots) for n keys of eight big-endian words; n is a multiple of LANES."""
    block, state = np.empty((16, LANES), np.uint32), np.empty((8, LANES), np.uint32)
    for first in range(0, keys.shape[0], LANES):
        words = keys[first : first + LANES].T.copy()
        _compress(words, _AFTER_SALT, block, state)
        for slot in range(slots):
            _pick(words, out, first, 12 * slot)
            if slot + 1 < slots:
                _compress(words, _AFTER_KEY, block, state)


@njit("void(uint32[:,::1], uint32[:,::1])", cache=True, nogil=True, error_model="numpy")
def next_keys(keys: np.ndarray, out: np.ndarray) -> None:
    """Fill `out` with the following day's keys; the number of keys is a multiple of LANES."""
    block, state = np.empty((16, LANES), np.uint32), np.empty((8, LANES), np.uint32)
    for first in range(0, keys.shape[0], LANES):
        words = keys[first : first + LANES].T.copy()
        _compress(words, _AFTER_KEY, block, state)
        out[first : first + LANES] = words.T
