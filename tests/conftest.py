"""What every test shares: the settings, the audit chain's guard and the browser."""

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import engines

os.environ["VUNGXANH_ENV"] = "test"
os.environ["DJANGO_SETTINGS_MODULE"] = "vungxanh.project.settings.test"
# Playwright keeps an event loop in the main thread; our code under it is still synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

settings.register_profile("house", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("house")  # a busy machine is no error

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a second run on another engine leave out what no engine can change."""
    parser.addoption(engines.OPTION, action="store_true", help="only files that can tell the engines apart")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the files that no engine can change, where the run was asked to."""
    if not config.getoption(engines.OPTION):
        return
    kept = engines.of_engines(items)
    config.hook.pytest_deselected(items=[item for item in items if item.path not in kept])
    items[:] = [item for item in items if item.path in kept]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: "pytest_django.DjangoDbBlocker") -> None:  # type: ignore[name-defined] # noqa: F821
    """Let transactional tests empty the audit table; tests of the guard arm it themselves."""
    from django.db import connection

    from vungxanh.kit.audit import guard

    with django_db_blocker.unblock():
        guard.disarm(connection)


@pytest.fixture(autouse=True)
def _no_uploads_of_another_test() -> Iterator[None]:
    """A rollback takes the rows of uploads, not their files, which the next sweep or change of keys would find."""
    from django.conf import settings

    held = settings.EXPOSURE_DIR
    yield
    if held.exists():
        shutil.rmtree(held)


@pytest.fixture(autouse=True)
def _no_cache_of_another_test(
    request: pytest.FixtureRequest,
    django_db_blocker: "pytest_django.DjangoDbBlocker",  # type: ignore[name-defined] # noqa: F821
) -> Iterator[None]:
    """A test that commits leaves the shared cache as it is: a table without a model, which no flush empties."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in request.fixturenames:
        from django.core.cache import cache

        with django_db_blocker.unblock():
            cache.clear()


@pytest.fixture(scope="session")
def chromium() -> Iterator["playwright.sync_api.Browser"]:  # type: ignore[name-defined] # noqa: F821
    """A real headless Chromium, one for the whole run."""
    if CHROMIUM is None:
        pytest.skip("CHROMIUM IS NOT INSTALLED: browser tests skipped (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: "playwright.sync_api.Browser") -> Iterator["playwright.sync_api.Page"]:  # type: ignore[name-defined] # noqa: F821
    """A page of a browser profile of its own, as wide as a desk's."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="vi-VN")
    yield context.new_page()
    context.close()
