"""What a page puts in the way of someone who cannot see, hear or point: axe-core's search, the same for every test."""

from typing import Any

# Fetching style sheets again fails at their imports. Of what is in order only the rule need be named: the addresses of
# thousands of sound elements cost half of the search.
SEARCH = {"preload": False, "resultTypes": ["violations"]}


def barriers(page: Any, part: str | None = None) -> list[dict[str, Any]]:
    """Axe's violations on the page, or in one part of it named by a selector."""
    from axe_playwright_python.sync_playwright import Axe

    found: list[dict[str, Any]] = Axe().run(page, context=part, options=SEARCH).response["violations"]
    return found
