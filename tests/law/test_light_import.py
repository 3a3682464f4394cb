"""Pages start fast: libraries that take long to import wait until they are used."""

import subprocess
import sys

HEAVY = (
    "numba",
    "ibis",
    "duckdb",
    "pyhanko",
    "pypdfium2",
    "docx",
    "openpyxl",
    "holidays",
    "typst",
    "PIL",
    "pandas",
    "numpy",
)


def test_loading_every_route_pulls_in_no_heavy_library() -> None:
    program = (
        "import os, sys; os.environ['VUNGXANH_ENV']='test';"
        "os.environ['DJANGO_SETTINGS_MODULE']='vungxanh.project.settings.test';"
        "import django; django.setup(); import vungxanh.project.urls;"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
