"""The API does what its published description says."""

import json

from tests.law import tree


def test_the_openapi_snapshot_is_that_of_the_code() -> None:
    from vungxanh.project.api import description

    published = json.loads((tree.ROOT / "docs/api/openapi.json").read_text("utf-8"))
    assert published["openapi"].startswith("3.1")
    assert published == description(), "run `make docs` and read the difference"
