"""Python's collector of garbage in a program that has started and now answers (bộ gom rác)."""

import gc

_YOUNG = 10_000
"""How many more containers than were freed wait for a look: a page of a province makes some 100,000 that live briefly.

After 700, as Python has it, some of them were held up by a walk through all that lives: 60 to 80 ms of processor time.
"""


def settle() -> None:
    """Leave out what is loaded by now, which stays for good, and look rarely for what came since."""
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)
    gc.enable()
