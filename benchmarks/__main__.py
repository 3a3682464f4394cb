"""`make bench`: every benchmark in turn, each in a process of its own; a name as argument runs only that one."""

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run the benchmarks named, or all; the worst exit code wins."""
    here = Path(__file__).parent
    names = sys.argv[1:] or sorted(path.stem for path in here.glob("*.py") if not path.stem.startswith("_"))
    worst = 0
    for name in names:
        print(f"\n— {name}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
