"""Reading kept files; the caller has asked its own policy first."""

import logging
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from vungxanh.kit.files import disk
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.problems import Gone

logger = logging.getLogger(__name__)


def path_of(stored: StoredFile) -> Path:
    """Where the file's bytes lie."""
    return disk.path_for(stored.sha256)


def open_file(stored: StoredFile) -> BinaryIO:
    """The file's bytes, open for reading; the caller closes it. Gone when the store has lost them."""
    try:
        return path_of(stored).open("rb")
    except FileNotFoundError as lost:
        logger.error("the content of file %s is not in the store: %s", stored.pk, stored.sha256)  # noqa: TRY400
        raise Gone(_("Tệp “%(name)s” không còn trong kho. Báo cho cán bộ kỹ thuật.") % {"name": stored.name}) from lost
