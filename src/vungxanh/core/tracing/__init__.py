"""The Bluezone protocol without a radio, a disk or a clock (giao thức Bluezone).

Identifiers, files, adverts, matching, encounters, risk and levels. What needs speed has a kernel in `kernels` beside
the plain Python that defines it here.
"""
