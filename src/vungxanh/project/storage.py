"""Static files with their hash in the name; ES module imports and CSS imports are rewritten: the whole build."""

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

# htmx's extensions, which no page loads, name modules in their comments that do not exist beside them.
UNUSED = "django_htmx/ext/"


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise ships no types
    """Whitenoise's storage that also follows `import` between ES modules."""

    support_js_module_import_aggregation = True

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Hash every file that a page may load."""
        used = {name: place for name, place in paths.items() if not name.startswith(UNUSED)}
        yield from super().post_process(used, dry_run, **options)
