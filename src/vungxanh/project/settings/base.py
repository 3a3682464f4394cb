"""What is the same in every environment."""

import logging
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from vungxanh.project import env as environment
from vungxanh.project.settings import logs
from vungxanh.project.settings.signin import *  # noqa: F403

ENV = environment.read()

SECRET_KEY = ENV.signing_key()
DATA_KEYS = ENV.sealing_keys()
DIGEST_KEY = ENV.finding_key()
KEEP_DAYS = ENV.keep_days
DEBUG = False
ALLOWED_HOSTS = ENV.allowed_hosts
CSRF_TRUSTED_ORIGINS = [ENV.public_url]
PUBLIC_URL = ENV.public_url
PROVINCE_CODE = ENV.province_code
METRICS_TOKEN = ENV.metrics_token.get_secret_value() if ENV.metrics_token else ""
TRUSTED_PROXIES = ENV.trusted_proxies
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # `client_address` has already set REMOTE_ADDR
LOGGING = logs.configure(level=ENV.log_level, as_json=ENV.env == "prod")
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
DEMONSTRATION = False
DEMONSTRATION_LETTER = ENV.demonstration_letter
CLOCK_OFFSET = timedelta(0)
CONSOLE_NOTICES: Path | None = None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_tasks",
    "django_tasks_db",
    "vungxanh.apps.accounts",  # before allauth, whose templates it replaces
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_structlog",
    "django_prometheus",
    "vungxanh.ui",
    "vungxanh.kit.audit",
    "vungxanh.kit.tasks",
    "vungxanh.kit.files",
    "vungxanh.kit.calendar",
    "vungxanh.kit.notices",
    "vungxanh.kit.search",
    "vungxanh.apps.org",
    "vungxanh.apps.directives",
    "vungxanh.apps.work",
    "vungxanh.apps.exposure",
    "vungxanh.apps.cases",
    "vungxanh.apps.insight",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "vungxanh.project.proxies.client_address",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "vungxanh.project.language.vietnamese_first",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "axes.middleware.AxesMiddleware",
    "vungxanh.apps.org.middleware.officer",
    "vungxanh.project.limits.request_size",
    "vungxanh.apps.accounts.middleware.second_factor",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
    "vungxanh.kit.web.ProblemMiddleware",
]

ROOT_URLCONF = "vungxanh.project.urls"
WSGI_APPLICATION = "vungxanh.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "vungxanh.ui.templatetags.ui_format",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "vungxanh.project.navigation.context",
            ],
        },
    }
]

DATABASES = {"default": ENV.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Tiếng Việt")), ("en", _("Tiếng Anh"))]
LOCALE_PATHS = [str(Path(__file__).parents[2] / "locale")]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "vungxanh.ui.fonts.FontFinder",
]
STATIC_ROOT = str(ENV.var_dir.resolve() / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "vungxanh.project.storage.StaticStorage"},
}

FILES_DIR = ENV.var_dir.resolve() / "files"
EXPOSURE_DIR = ENV.var_dir.resolve() / "exposure"
APP_DIR = ENV.app_dir.resolve() if ENV.app_dir else None
MAX_HISTORY_BYTES = ENV.max_history_mb * 2**20
PUSH_KEYS = ENV.push_keys
SMS_COUNTRIES = ENV.sms_countries
FCM_ACCOUNT = ENV.fcm_account
FCM_ENDPOINT = "https://fcm.googleapis.com"
MAX_UPLOAD_BYTES = ENV.max_upload_mb * 2**20
MAX_UPLOAD_FILES = 10
# Every file at its largest and the fields beside them; the proxy in front (deploy/Caddyfile) must let as much through.
MAX_REQUEST_BYTES = MAX_UPLOAD_FILES * MAX_UPLOAD_BYTES + 5 * 2**20
ANTIVIRUS = ENV.antivirus
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
# The largest form is the grid of contacts: 200 rows of 14 fields (`cases.views.interview.MOST_ROWS`) and some beside.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

globals().update(ENV.email())
DEFAULT_FROM_EMAIL = ENV.email_from

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SECOND_FACTOR_REQUIRED = ENV.second_factor_required

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "vungxanh.kit.web.out_of_date"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
