"""SHA-256 chains in lanes: one round over as many keys as a vector of this processor holds.

Sixteen keys go through at once with AVX-512, eight with AVX2, four with SSE2 or NEON; where there are no vectors LLVM
takes the lanes one by one. Written in LLVM's intermediate language, because the rotations and the 24 vectors that
live through a round are then surely kept in registers.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types, uint64
from numba.extending import intrinsic

from vungxanh.core.tracing.ids import ID_BYTES, KEY_BYTES
from vungxanh.core.tracing.kernels import chain
from vungxanh.core.tracing.kernels.constants import AFTER_KEY, AFTER_SALT, ROUNDS, START
from vungxanh.core.tracing.kernels.ladder import features

LANES = 16 if "avx512f" in features() else 8 if "avx2" in features() else 4
_WORD = ir.IntType(32)
_VECTOR = ir.VectorType(_WORD, LANES)


def _all(number: int) -> ir.Constant:
    return ir.Constant(_VECTOR, [number] * LANES)


def _at(index: int) -> ir.Constant:
    return ir.Constant(chain.INDEX, index)


class _Round:
    """The functions of FIPS 180-4, section 4.1.2, over vectors."""

    def __init__(self, build: Any) -> None:
        self.build = build
        kind = ir.FunctionType(_VECTOR, [_VECTOR] * 3)
        self._turn = build.module.declare_intrinsic(f"llvm.fshr.v{LANES}i32", (), kind)

    def sum(self, *words: Any) -> Any:
        total = words[0]
        for word in words[1:]:
            total = self.build.add(total, word)
        return total

    def _mix(self, first: Any, second: Any, third: Any) -> Any:
        return self.build.xor(self.build.xor(first, second), third)

    def turned(self, word: Any, *by: int) -> Any:
        return self._mix(*(self.build.call(self._turn, [word, word, _all(count)]) for count in by))

    def scheduled(self, word: Any, first: int, second: int, shift: int) -> Any:
        one, other = (self.build.call(self._turn, [word, word, _all(count)]) for count in (first, second))
        return self._mix(one, other, self.build.lshr(word, _all(shift)))

    def choice(self, e: Any, f: Any, g: Any) -> Any:
        return self.build.xor(self.build.and_(e, self.build.xor(f, g)), g)

    def majority(self, a: Any, b: Any, c: Any) -> Any:
        return self.build.or_(self.build.and_(a, b), self.build.and_(c, self.build.or_(a, b)))


def _compress(build: Any, head: list[Any], tail: tuple[int, ...]) -> list[Any]:
    """Hash one block a lane: eight words, then the eight constant words of `tail`."""
    do = _Round(build)
    start = [_all(word) for word in START]
    words = [*head, *(_all(word) for word in tail)]
    a, b, c, d, e, f, g, h = start
    for turn, constant in enumerate(ROUNDS):
        if turn >= 16:
            low, high = do.scheduled(words[-15], 7, 18, 3), do.scheduled(words[-2], 17, 19, 10)
            words.append(do.sum(words[-16], low, words[-7], high))
        first = do.sum(h, _all(constant), words[turn], do.turned(e, 6, 11, 25), do.choice(e, f, g))
        second = do.sum(do.turned(a, 2, 13, 22), do.majority(a, b, c))
        a, b, c, d, e, f, g, h = do.sum(first, second), a, b, c, do.sum(d, first), e, f, g
    return [build.add(word, begun) for word, begun in zip((a, b, c, d, e, f, g, h), start, strict=True)]


def _pointer(build: Any, address: Any, offset: int) -> Any:
    return build.inttoptr(build.add(address, _at(offset)), _WORD.as_pointer())


def _load(build: Any, address: Any) -> list[Any]:
    """Eight vectors of words from LANES keys that stand one after the other."""
    vectors = []
    for word in range(8):
        vector = ir.Constant(_VECTOR, ir.Undefined)
        for lane in range(LANES):
            loaded = build.load(_pointer(build, address, lane * KEY_BYTES + 4 * word))
            vector = build.insert_element(vector, loaded, ir.Constant(_WORD, lane))
        vectors.append(vector)
    return vectors


def _store(build: Any, vector: Any, address: Any, stride: Any) -> None:
    for lane in range(LANES):
        to = build.add(address, build.mul(stride, _at(lane)))
        build.store(build.extract_element(vector, ir.Constant(_WORD, lane)), _pointer(build, to, 0), align=4)


def _picked(build: Any, words: list[Any]) -> list[Any]:
    """The twelve bytes of an identifier as three little-endian words."""

    def byte(word: Any, down: int, up: int) -> Any:
        only = build.and_(build.lshr(word, _all(down)), _all(255))
        return build.shl(only, _all(up))

    picks = [[(row, 24, 8 * row) for row in range(4)]]
    picks += [[(row + half, 24 - 16 * low, 16 * half + 8 * low) for half in (0, 1) for low in (0, 1)] for row in (4, 6)]
    found = []
    for four in picks:
        one, two, three, last = (byte(words[row], down, up) for row, down, up in four)
        found.append(build.or_(build.or_(one, two), build.or_(three, last)))
    return found


@intrinsic
def _days(typing: Any, keys: Any, out: Any, slots: Any) -> Any:  # noqa: ARG001 - numba's own signature
    """Write the identifiers of LANES day keys (`slots` x 12 bytes each, at least one slot) from address to address."""

    def code(context: Any, build: Any, _signature: Any, arguments: Any) -> Any:
        keys, out, slots = arguments
        stride = build.mul(slots, _at(ID_BYTES))

        def store(words: list[Any], slot: Any) -> None:
            to = build.add(out, build.mul(slot, _at(ID_BYTES)))
            for place, vector in enumerate(_picked(build, words)):
                _store(build, vector, build.add(to, _at(4 * place)), stride)

        first = _compress(build, _load(build, keys), AFTER_SALT)
        chain.emit(build, slots, first, lambda words: _compress(build, words, AFTER_KEY), store)
        return context.get_dummy_value()

    return types.void(types.uintp, types.uintp, types.int64), code


@intrinsic
def _next(typing: Any, keys: Any, out: Any) -> Any:  # noqa: ARG001 - numba's own signature
    """Hash LANES 32-byte keys from address to address."""

    def code(context: Any, build: Any, _signature: Any, arguments: Any) -> Any:
        for place, vector in enumerate(_compress(build, _load(build, arguments[0]), AFTER_KEY)):
            _store(build, vector, build.add(arguments[1], _at(4 * place)), _at(KEY_BYTES))
        return context.get_dummy_value()

    return types.void(types.uintp, types.uintp), code


@njit("void(uint32[:,::1], int64, uint8[:,::1])", cache=True, nogil=True, error_model="numpy")
def identifiers(keys: np.ndarray, slots: int, out: np.ndarray) -> None:
    """Fill `out` (n x 12·slots) for n keys of eight big-endian words; n is a multiple of LANES."""
    for first in range(0, keys.shape[0], LANES):
        source = keys.ctypes.data + uint64(first * 32)
        _days(source, out.ctypes.data + uint64(first * out.shape[1]), slots)  # type: ignore[call-arg]


@njit("void(uint32[:,::1], uint32[:,::1])", cache=True, nogil=True, error_model="numpy")
def next_keys(keys: np.ndarray, out: np.ndarray) -> None:
    """Fill `out` with the following day's keys; the number of keys is a multiple of LANES."""
    for first in range(0, keys.shape[0], LANES):
        shift = uint64(first * 32)
        _next(keys.ctypes.data + shift, out.ctypes.data + shift)  # type: ignore[call-arg]
