"""SHA-256 chains with the processor's SHA instructions, four day keys interleaved.

One chain is bound by the latency of `sha256rnds2`; four in one loop keep the unit busy. numba has no name for these
instructions, so the loop is written in LLVM's intermediate language and called from a compiled function.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types, uint64
from numba.extending import intrinsic

from vungxanh.core.tracing.ids import ID_BYTES
from vungxanh.core.tracing.kernels import chain
from vungxanh.core.tracing.kernels.constants import AFTER_KEY, AFTER_SALT, ROUNDS, START

STREAMS = 4
_I32, _I64 = ir.IntType(32), ir.IntType(64)
_FOUR, _BYTES, _TWO = ir.VectorType(_I32, 4), ir.VectorType(ir.IntType(8), 16), ir.VectorType(_I64, 2)
# The twelve bytes of an identifier where they lie in two registers of big-endian words.
_PICKED = (3, 7, 11, 15, 19, 17, 23, 21, 27, 25, 31, 29, 0, 0, 0, 0)
Half = tuple[Any, Any]


def _four(words: tuple[int, ...]) -> ir.Constant:
    return ir.Constant(_FOUR, list(words))


def _order(*places: int) -> ir.Constant:
    return ir.Constant(ir.VectorType(_I32, len(places)), list(places))


def _at(index: int) -> ir.Constant:
    return ir.Constant(_I64, index)


def _compress(build: Any, heads: list[Half], tail: tuple[int, ...]) -> list[Half]:
    """Hash one block a stream: eight words in two registers, then the eight constant words of `tail`."""
    three, two = ir.FunctionType(_FOUR, [_FOUR] * 3), ir.FunctionType(_FOUR, [_FOUR] * 2)
    rounds = build.module.declare_intrinsic("llvm.x86.sha256rnds2", (), three)
    first = build.module.declare_intrinsic("llvm.x86.sha256msg1", (), two)
    second = build.module.declare_intrinsic("llvm.x86.sha256msg2", (), two)
    abef, cdgh = (_four(tuple(START[i] for i in places)) for places in ((5, 4, 1, 0), (7, 6, 3, 2)))
    states = [[abef, cdgh] for _ in heads]
    words = [[*head, _four(tail[:4]), _four(tail[4:])] for head in heads]
    for group in range(16):
        constant = _four(ROUNDS[4 * group : 4 * group + 4])
        for state, word in zip(states, words, strict=True):
            if group >= 4:
                middle = build.shuffle_vector(word[-2], word[-1], _order(1, 2, 3, 4))
                mixed = build.add(build.call(first, [word[-4], word[-3]]), middle)
                word.append(build.call(second, [mixed, word[-1]]))
            message = build.add(word[group], constant)
            state[1] = build.call(rounds, [state[1], state[0], message])
            state[0] = build.call(
                rounds, [state[0], state[1], build.shuffle_vector(message, message, _order(2, 3, 0, 0))]
            )
    sums = [(build.add(low, abef), build.add(high, cdgh)) for low, high in states]
    return [
        (build.shuffle_vector(low, high, _order(3, 2, 7, 6)), build.shuffle_vector(low, high, _order(1, 0, 5, 4)))
        for low, high in sums
    ]


def _load(build: Any, address: Any) -> list[Half]:
    base = build.inttoptr(address, _FOUR.as_pointer())
    return [tuple(build.load(build.gep(base, [_at(2 * i + half)]), align=4) for half in (0, 1)) for i in range(STREAMS)]


def _store_picked(build: Any, half: Half, address: Any) -> None:
    picked = build.shuffle_vector(*(build.bitcast(word, _BYTES) for word in half), _order(*_PICKED))
    eight = build.extract_element(build.bitcast(picked, _TWO), ir.Constant(_I32, 0))
    four = build.extract_element(build.bitcast(picked, _FOUR), ir.Constant(_I32, 2))
    build.store(eight, build.inttoptr(address, _I64.as_pointer()), align=4)
    build.store(four, build.inttoptr(build.add(address, _at(8)), _I32.as_pointer()), align=4)


def _flat(halves: list[Half]) -> list[Any]:
    return [word for half in halves for word in half]


def _pairs(words: list[Any]) -> list[Half]:
    return list(zip(words[::2], words[1::2], strict=True))


@intrinsic
def _four_days(typing: Any, keys: Any, out: Any, slots: Any) -> Any:  # noqa: ARG001 - numba's own signature
    """Write the identifiers of four day keys (`slots` x 12 bytes each, at least one slot) from address to address."""

    def code(context: Any, build: Any, _signature: Any, arguments: Any) -> Any:
        address, slots = arguments[1], arguments[2]
        width = build.mul(slots, _at(ID_BYTES))
        starts = [build.add(address, build.mul(width, _at(i))) for i in range(STREAMS)]

        def step(current: list[Any]) -> list[Any]:
            return _flat(_compress(build, _pairs(current), AFTER_KEY))

        def store(current: list[Any], slot: Any) -> None:
            offset = build.mul(slot, _at(ID_BYTES))
            for half, start in zip(_pairs(current), starts, strict=True):
                _store_picked(build, half, build.add(start, offset))

        chain.emit(build, slots, _flat(_compress(build, _load(build, arguments[0]), AFTER_SALT)), step, store)
        return context.get_dummy_value()

    return types.void(types.uintp, types.uintp, types.int64), code


@intrinsic
def _four_next(typing: Any, keys: Any, out: Any) -> Any:  # noqa: ARG001 - numba's own signature
    """Hash four 32-byte keys from address to address."""

    def code(context: Any, build: Any, _signature: Any, arguments: Any) -> Any:
        to = build.inttoptr(arguments[1], _FOUR.as_pointer())
        for i, half in enumerate(_compress(build, _load(build, arguments[0]), AFTER_KEY)):
            for j, word in enumerate(half):
                build.store(word, build.gep(to, [_at(2 * i + j)]), align=4)
        return context.get_dummy_value()

    return types.void(types.uintp, types.uintp), code


@njit("void(uint32[:,::1], int64, uint8[:,::1])", cache=True, nogil=True, error_model="numpy")
def identifiers(keys: np.ndarray, slots: int, out: np.ndarray) -> None:
    """Fill `out` (n x 12·slots) for n keys of eight big-endian words; n is a multiple of STREAMS."""
    for first in range(0, keys.shape[0], STREAMS):
        source = keys.ctypes.data + uint64(first * 32)
        _four_days(source, out.ctypes.data + uint64(first * out.shape[1]), slots)  # type: ignore[call-arg]


@njit("void(uint32[:,::1], uint32[:,::1])", cache=True, nogil=True, error_model="numpy")
def next_keys(keys: np.ndarray, out: np.ndarray) -> None:
    """Fill `out` with the following day's keys; the number of keys is a multiple of STREAMS."""
    for first in range(0, keys.shape[0], STREAMS):
        shift = uint64(first * 32)
        _four_next(keys.ctypes.data + shift, out.ctypes.data + shift)  # type: ignore[call-arg]
