"""The same answers as the plain Python beside it, at the speed of the processor (nhân tính toán nhanh).

Each kernel is numba over numpy arrays, compiled once and kept in numba's cache; nothing here is imported before a
question is asked, because loading takes about a second. Importing raises KernelsOff where numba may not compile.
"""

from numba import config

from vungxanh.core.tracing.problems import KernelsOff

if config.DISABLE_JIT:  # type: ignore[attr-defined]
    raise KernelsOff
