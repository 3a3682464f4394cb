"""How fast the audit chain is written and verified, and in how much memory, beside hashing alone.

Run: python -m benchmarks.audit [sqlite|postgresql] [ENTRIES]
"""

import hashlib
import resource
import sys
import time

from benchmarks._report import Report
from benchmarks._stage import number, on_each

ENTRIES, AT_ONCE = 50_000, 500


def peak_mb() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(engine: str, report: Report) -> None:
    """Write, then verify."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import transaction

    from vungxanh.kit import audit, clock
    from vungxanh.kit.actors import SystemActor
    from vungxanh.kit.audit.verify import verify

    by, on = SystemActor("benchmark"), ContentType.objects.first()
    assert on is not None
    begun = time.perf_counter()
    for _ in range(number(ENTRIES) // AT_ONCE):
        with transaction.atomic():
            audit.record_many("bench.write", by=by, on=[on] * AT_ONCE, at=clock.now(), data={"câu": "x" * 100})
    write_s, before = time.perf_counter() - begun, peak_mb()
    begun = time.perf_counter()
    found = verify()
    verify_s = time.perf_counter() - begun
    begun = time.perf_counter()
    for _ in range(found.count):
        hashlib.sha256(b"x" * 500).hexdigest()
    hash_s = time.perf_counter() - begun
    print(f"{engine}: {found.count:,} entries, sound: {found.is_sound}")
    report.figure("SHA-256 alone", found.count / hash_s, "entries/s")
    report.figure("written", found.count / write_s, "entries/s", f"{write_s / hash_s:.0f} × SHA-256 alone")
    report.figure("verified", found.count / verify_s, "entries/s", f"{verify_s / hash_s:.0f} × SHA-256 alone")
    report.figure("more memory while verifying", peak_mb() - before, "MB", f"{peak_mb():.0f} MB in all")


if __name__ == "__main__":
    sys.exit(on_each("audit", measure))
