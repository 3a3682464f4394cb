"""A developer's machine and `make run`: the demonstration province on plain http."""

from vungxanh.project.settings.base import *  # noqa: F403
from vungxanh.project.settings.base import ENV

DEBUG = False
DEMONSTRATION = True
CLOCK_OFFSET = ENV.demonstration_offset()
