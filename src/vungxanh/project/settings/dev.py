"""A developer's machine and `make run`: the demonstration province on plain http."""

from vungxanh.project.settings.base import *  # noqa: F403
from vungxanh.project.settings.base import ENV

DEBUG = False
DEMONSTRATION = True
CLOCK_OFFSET = ENV.demonstration_offset()
# Hundreds of sample people receive a digest each morning: too much for the terminal of `make run`.
CONSOLE_NOTICES = ENV.var_dir.resolve() / "notices.txt"
if not ENV.email_url:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(ENV.var_dir.resolve() / "mail")
