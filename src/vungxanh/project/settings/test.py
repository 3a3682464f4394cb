"""The test run: fast password hashing, mail kept in memory, the database the run was started for."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A folder of this run's own, so that two runs at once never meet. Whoever reads these settings first makes it and takes
# it away; the processes it starts (workers of a parallel run, workers under test) find it in their environment.
if "VUNGXANH_TEST_ROOM" not in os.environ:
    os.environ["VUNGXANH_TEST_ROOM"] = tempfile.mkdtemp(prefix="vungxanh-test-")
    atexit.register(shutil.rmtree, os.environ["VUNGXANH_TEST_ROOM"], ignore_errors=True)
os.environ["VUNGXANH_VAR_DIR"] = os.environ["VUNGXANH_TEST_ROOM"]

from vungxanh.project.databases import postgresql, sqlite
from vungxanh.project.settings.base import *  # noqa: F403
from vungxanh.project.settings.base import STORAGES

_room = Path(os.environ["VUNGXANH_TEST_ROOM"]) / os.environ.get("PYTEST_XDIST_WORKER", "main")
_url = os.environ.get("VUNGXANH_TEST_DATABASE_URL", "")
DATABASES = {"default": postgresql(_url, pool_size=4) if _url else sqlite(_room / "vungxanh.sqlite3")}
# A file, not memory: the tests start real worker and server processes on the same database.
DATABASES["default"]["TEST"] = {} if _url else {"NAME": str(_room / "test.sqlite3")}
FILES_DIR = _room / "files"
EXPOSURE_DIR = _room / "exposure"
SECRET_KEY = "test-" + "k" * 60
ALLOWED_HOSTS = ["*"]
DEMONSTRATION = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
SECOND_FACTOR_REQUIRED = False
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
