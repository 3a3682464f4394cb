"""Places where phones meet: a hall, a bus, a market; walks, signals and the truth about who was near (kịch bản)."""

from vungxanh.device.scenarios.bus import bus
from vungxanh.device.scenarios.hall import hall
from vungxanh.device.scenarios.market import market

SCENARIOS = {"bus": bus, "hall": hall, "market": market}
