"""A province's servers: https only, secure cookies, no demonstration; `Env` has refused development secrets."""

from vungxanh.project import env as environment

environment.require_production()  # before anything is made for another environment

from vungxanh.project.settings.base import *  # noqa: E402, F403

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
