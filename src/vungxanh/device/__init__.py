"""The agent that speaks Bluezone over Bluetooth: radios, encrypted store, exchange and upload (tác tử Bluezone).

It sees only `core`. Bumble, numpy and rich are imported where they are used.
"""
