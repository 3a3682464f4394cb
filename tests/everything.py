"""`make test`: install what the tests need where that is allowed, then run them on both engines."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests import engines, postgres

PACKAGES = {
    "postgresql": lambda: postgres.programs() is not None,
    "chromium": lambda: any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")),
    "tesseract-ocr": lambda: shutil.which("tesseract") is not None,
    "tesseract-ocr-vie": lambda: any(Path("/usr/share").glob("tesseract-ocr/*/tessdata/vie.traineddata")),
    "caddy": lambda: shutil.which("caddy") is not None,
}


def loud(sentence: str) -> None:
    """Say something no one can overlook."""
    print(f"\n{'!' * 100}\n!!! {sentence}\n{'!' * 100}\n", flush=True)


def install() -> None:
    """Install the missing system packages as root; elsewhere say what is skipped."""
    missing = [name for name, present in PACKAGES.items() if not present()]
    if missing and os.getuid() == 0 and shutil.which("apt-get"):
        print("Installing", *missing, flush=True)
        # Offline for systemd: no database and no web server of the package's own begins to run for the sake of tests.
        alone = {"DEBIAN_FRONTEND": "noninteractive", "SYSTEMD_OFFLINE": "1"}
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | alone}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=False, **quiet)
    for name, present in PACKAGES.items():
        if not present():
            loud(f"{name} IS NOT INSTALLED: the tests that need it are SKIPPED (as root: apt-get install {name})")


def run(*arguments: str, **environment: str) -> int:
    """Run pytest in a process of its own and return its exit code."""
    command = [sys.executable, "-m", "pytest", "-q", *arguments, *sys.argv[1:]]
    # Each process of each pass reads every test file: compiled once, whatever the machine says of bytecode.
    compiled = {"PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run(command, env=os.environ | compiled | environment, check=False).returncode


def on_postgresql(*workers: str) -> int:
    """The same tests on a server of this run's own, which ends with it, also on Ctrl C."""
    server = postgres.of_this_run()
    if server is None:
        loud("POSTGRESQL IS NOT INSTALLED: THE POSTGRESQL HALF OF THE TESTS IS SKIPPED")
        return 0
    print("\n— PostgreSQL —", flush=True)
    try:
        server.start()
        # House rules and what meets no database hold on both engines once they hold: once is enough.
        once = ("--ignore=tests/law", engines.OPTION)
        return run("-m", "not browser", *workers, *once, VUNGXANH_TEST_DATABASE_URL=server.new_database())
    finally:
        server.stop()


def main() -> int:
    """Both engines, then the browser; the worst exit code wins."""
    install()
    # In the order of the folders: sorted by their number of tests, the files of one long test would all come last.
    workers = ("-n", str(os.cpu_count() or 1), "--dist", "loadfile", "--no-loadscope-reorder")
    print("\n— SQLite —", flush=True)
    worst = run("-m", "not browser", *workers, VUNGXANH_TEST_DATABASE_URL="")
    worst = max(worst, on_postgresql(*workers))
    print("\n— Chromium —", flush=True)
    return max(worst, run("-m", "browser", *workers[:2], "--dist", "loadgroup", VUNGXANH_TEST_DATABASE_URL=""))


if __name__ == "__main__":
    sys.exit(main())
