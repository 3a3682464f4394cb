"""Static files with their hash in the name; ES module imports and CSS imports are rewritten: the whole build."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage that also follows `import` between ES modules."""

    support_js_module_import_aggregation = True
