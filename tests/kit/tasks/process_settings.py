"""Settings of a worker process: those of the test run, on the database the test names."""

from importlib import import_module
from os import environ

_base = import_module(environ["TEST_BASE_SETTINGS"])
globals().update({name: getattr(_base, name) for name in dir(_base) if name.isupper()})
DATABASES = {"default": _base.DATABASES["default"] | {"NAME": environ["TEST_WORKER_DATABASE"]}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    _timeout = float(environ.get("TEST_BUSY_TIMEOUT", "20"))
    DATABASES["default"]["OPTIONS"] = DATABASES["default"]["OPTIONS"] | {"timeout": _timeout}
