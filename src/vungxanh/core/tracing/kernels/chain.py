"""The loop of a day in LLVM's intermediate language, whatever one step of it is made of (vòng lặp trong ngày)."""

from collections.abc import Callable
from typing import Any

from llvmlite import ir

INDEX = ir.IntType(64)


def emit(
    build: Any,
    slots: Any,
    first: list[Any],
    step: Callable[[list[Any]], list[Any]],
    store: Callable[[list[Any], Any], None],
) -> None:
    """Store `first` as slot 0, then step and store until the last of `slots` (at least one); no step is wasted."""
    zero, one = ir.Constant(INDEX, 0), ir.Constant(INDEX, 1)
    entry, loop, end = build.block, build.append_basic_block("slot"), build.append_basic_block("last")
    final = build.sub(slots, one)
    build.cbranch(build.icmp_signed(">", final, zero), loop, end)
    build.position_at_end(loop)
    slot = build.phi(INDEX)
    current = [build.phi(value.type) for value in first]
    store(current, slot)
    following = step(current)
    later = build.add(slot, one)
    slot.add_incoming(zero, entry)
    slot.add_incoming(later, loop)
    _join(current, {entry: first, loop: following})
    build.cbranch(build.icmp_signed("<", later, final), loop, end)
    build.position_at_end(end)
    last = [build.phi(value.type) for value in first]
    _join(last, {entry: first, loop: following})
    store(last, final)


def _join(phis: list[Any], sources: dict[Any, list[Any]]) -> None:
    for block, values in sources.items():
        for phi, value in zip(phis, values, strict=True):
            phi.add_incoming(value, block)
