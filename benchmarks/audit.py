"""How fast the audit chain is written and verified, and in how much memory; the last ratio is to hashing alone.

Run `python -m benchmarks.audit [ENTRIES]`; it makes its own SQLite database, or uses an empty PostgreSQL one.
"""

import hashlib
import os
import resource
import sys
import tempfile
import time

ENTRIES = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000


def peak_mb() -> float:
    """The most memory this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure() -> None:
    """Write, verify, and print the figures."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connection, transaction

    from vungxanh.kit import audit, clock
    from vungxanh.kit.actors import SystemActor
    from vungxanh.kit.audit.verify import verify

    by, on = SystemActor("benchmark"), ContentType.objects.first()
    assert on is not None
    start = time.perf_counter()
    for _ in range(ENTRIES // 500):
        with transaction.atomic():
            audit.record_many("bench.write", by=by, on=[on] * 500, at=clock.now(), data={"câu": "x" * 100})
    write_s = time.perf_counter() - start
    before = peak_mb()
    start = time.perf_counter()
    report = verify()
    verify_s = time.perf_counter() - start
    start = time.perf_counter()
    for _ in range(report.count):
        hashlib.sha256(b"x" * 500).hexdigest()
    hash_s = time.perf_counter() - start
    print(f"engine    {connection.vendor}, {report.count} entries, sound: {report.is_sound}")
    print(f"written   {report.count / write_s:8.0f} /s")
    print(f"verified  {report.count / verify_s:8.0f} /s, {verify_s / hash_s:.0f} × SHA-256 alone")
    print(f"memory    {peak_mb() - before:8.0f} MB more while verifying, {peak_mb():.0f} MB in all")


def main() -> None:
    """On a database of its own."""
    with tempfile.TemporaryDirectory() as room:
        os.environ.setdefault("VUNGXANH_VAR_DIR", room)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vungxanh.project.settings.dev")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        measure()


if __name__ == "__main__":
    main()
