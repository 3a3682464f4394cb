"""Serve Be Vietnam Pro (SIL Open Font License 1.1) from its package, only the weights the interface uses."""

from collections.abc import Iterable
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from fontpkg_be_vietnam_pro import ROOT

PREFIX = "ui/fonts"
WEIGHTS = ("Regular", "Italic", "Medium", "SemiBold", "Bold")
SOURCES = {f"{PREFIX}/BeVietnamPro-{weight}.ttf": f"files/BeVietnamPro-{weight}.ttf" for weight in WEIGHTS}
SOURCES[f"{PREFIX}/LICENSE"] = "LICENSE"


class FontStorage(FileSystemStorage):
    """The font package's folder seen under the names the style sheet uses."""

    def path(self, name: str) -> str:
        """Return where the named font lies on disk; a name we do not serve raises KeyError."""
        return str(ROOT / SOURCES[name.replace("\\", "/")])


class FontFinder(BaseFinder):
    """Finds the five fonts and their licence for `collectstatic` and the development server."""

    storage = FontStorage(location=str(ROOT))

    def check(self, **_options: Any) -> list[Any]:
        """Nothing can be misconfigured here."""
        return []

    def find(self, path: str, find_all: bool = False, **_options: Any) -> Any:
        """Return the absolute path of a font, or an empty list."""
        found = self.storage.path(path) if path in SOURCES else None
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[Any]:  # noqa: ARG002 - the base class names it
        """List every font with the storage it is read from."""
        return [(name, self.storage) for name in SOURCES]
