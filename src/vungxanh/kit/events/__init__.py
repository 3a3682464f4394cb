"""Events (sự kiện): how a lower feature tells higher ones what happened, without knowing them.

An announced event is stored as one task per handler in the transaction of the change: nothing leaves before the
commit and nothing is lost after it. Handlers run at least once and must be idempotent.
"""

from vungxanh.kit.events.codec import EventError
from vungxanh.kit.events.registry import announce, handlers_of, on
from vungxanh.kit.events.undelivered import undelivered

__all__ = ["EventError", "announce", "handlers_of", "on", "undelivered"]
