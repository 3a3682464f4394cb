"""What operations sees of the app's addresses at /metrics (số đo của cửa ứng dụng).

They stand in the registry of the program's other figures; no label holds anything that a phone sent.
"""

from functools import lru_cache

from prometheus_client import Counter, Histogram

from vungxanh.apps.exposure.app.answers import Answer

OTHER = "other"
_BOUNDS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 30.0)
REQUESTS = Counter(
    "vungxanh_app_requests",
    "Answers to the Bluezone app, by address, HTTP status and the number the app was told.",
    ("endpoint", "http", "status"),
)
SECONDS = Histogram(
    "vungxanh_app_request_seconds",
    "Seconds from the first look at a request to its answer, by address.",
    ("endpoint",),
    buckets=_BOUNDS_S,
)
UPLOADS = Counter(
    "vungxanh_app_uploads",
    "Answered uploads: accepted with a code, held until the owner agrees, refused; a retry counts again.",
    ("outcome",),
)


def note(endpoint: str, answer: Answer, seconds: float, outcome: str = "") -> None:
    """Count an answer; `outcome` is what an upload comes to unless it was refused."""
    _requests(endpoint, answer.http[:3], answer.said).inc()
    _seconds(endpoint).observe(seconds)
    if outcome:
        UPLOADS.labels("refused" if answer.said else outcome).inc()


@lru_cache(maxsize=1024)
def _requests(endpoint: str, http: str, status: int) -> Counter:
    return REQUESTS.labels(endpoint, http, str(status))


@lru_cache(maxsize=64)
def _seconds(endpoint: str) -> Histogram:
    return SECONDS.labels(endpoint)
