"""The search for barriers finds what it is there for."""

from typing import Any

import pytest

from tests.barriers import barriers

pytestmark = pytest.mark.browser


def test_a_nameless_button_and_pale_words_are_found_also_within_a_part(chromium: Any) -> None:
    page = chromium.new_page()
    page.set_content(
        "<html lang=vi><title>Trang</title><main><h1>Trang</h1><button></button>"
        "<p id=pale style='color:#bbb;background:#fff'>nhạt</p></main></html>"
    )
    assert {"button-name", "color-contrast"} <= {each["id"] for each in barriers(page)}
    assert {each["id"] for each in barriers(page, "#pale")} == {"color-contrast"}
    page.close()
