"""The composition root: settings, URLs, API and server entry points."""

import os


def configure() -> None:
    """Point Django at the settings of `VUNGXANH_ENV` unless the caller has chosen already."""
    from vungxanh.project import env

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"vungxanh.project.settings.{env.read().env}")
