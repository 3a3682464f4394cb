"""The least a web server can answer: the yardstick of benchmarks/second_start.py."""

from collections.abc import Callable, Iterable


def application(
    _environ: dict[str, object], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    """An empty page."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b""]
