"""The same answers as the plain Python beside it, at the speed of the processor (nhân tính toán nhanh).

Each kernel is numba over numpy arrays, compiled once and kept in numba's cache; nothing here is imported before a
question is asked, because loading takes about a second.
"""
