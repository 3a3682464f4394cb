"""Every setting a deployment may give, typed and explained; read once from the environment or `.env`."""

import re
import secrets
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from vungxanh.core.records import retention
from vungxanh.kit.clock import VIETNAM, machine_now
from vungxanh.kit.sealing import written
from vungxanh.project.databases import postgresql, said, sqlite
from vungxanh.project.made import made_once

DEVELOPMENT_KEY_PREFIX = "development-"
LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
_NEVER_BLANK = frozenset({"var_dir", "public_url"})
_FEWEST = 12  # different signs in a key: 32 random bytes have 25 and more, 50 random hexadecimal digits 13
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(\.(?!-)[a-z0-9-]{1,63})+", re.IGNORECASE)


class WrongSettings(ValueError):  # noqa: N818 - the name says what happened
    """A setting is missing or wrong; the text names it and never repeats a value, for values are secrets."""


class Env(BaseSettings):
    """The environment of one deployment; each field is `VUNGXANH_` plus its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix="VUNGXANH_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    env: Literal["dev", "test", "prod"] = Field("dev", description="Which settings module runs: dev, test or prod.")
    var_dir: Path = Field(Path("var"), description="Where the database, files and the development keys are kept.")
    secret_key: SecretStr | None = Field(
        None, description="Signs sessions and cookies; at least 50 characters in production."
    )
    data_keys: SecretStr | None = Field(
        None, description="Keys of personal data at rest, `id:key,id:key`; the first encrypts, all decrypt."
    )
    digest_key: SecretStr | None = Field(
        None,
        description="Key of the digests by which sealed values are found; at least 50 characters in production, "
        "and never changed: what was written under another is found no more.",
    )
    database_url: str = Field(
        "", description="postgresql://user:password@host:port/name; empty means SQLite in var_dir."
    )
    database_pool_size: int = Field(16, ge=1, le=100, description="PostgreSQL connections a process may hold.")
    allowed_hosts: list[str] = Field(["localhost", "127.0.0.1", "[::1]"], description="Host names served, as JSON.")
    public_url: str = Field("http://127.0.0.1:8000", description="The address people use; links in notices begin so.")
    email_url: str = Field(
        "",
        description="smtp://user:password@host:port or smtps://…; empty prints to the console, "
        "in development writes files in var_dir/mail.",
    )
    email_from: str = Field("Vùng Xanh <khong-tra-loi@localhost>", description="The sender of e-mail notices.")
    antivirus: str = Field(
        "", description="clamd address such as tcp://127.0.0.1:3310; empty means files are not scanned."
    )
    max_upload_mb: int = Field(25, ge=1, le=500, description="The largest file a person may hand in, in MiB.")
    max_history_mb: int = Field(32, ge=1, le=200, description="The largest contact history a phone may send, in MiB.")
    app_dir: Path | None = Field(
        None, description="Folder whose versionApp.json, configApp.json … change what the app of 2020 polls."
    )
    fcm_account: Path | None = Field(
        None, description="Service-account file of Firebase Cloud Messaging; unset means nothing is pushed."
    )
    push_keys: bool = Field(
        default=False,
        description="Push day keys of cases to phones with the app of 2020; they betray that phone's later days too.",
    )
    sms_countries: list[str] = Field(
        ["84"], description="Country codes of telephone numbers that messages are sent to, as a JSON list."
    )
    keep_days: dict[str, int] = Field(
        {}, description='Other times of keeping than the table\'s, as JSON by rule: {"notices": 180}.'
    )
    require_second_factor: bool | None = Field(
        None, description="Officials must use TOTP or a passkey; unset means yes in production, no in development."
    )
    province_code: str = Field("49", description="Statistics-office code of the unit at the top of the tree.")
    demonstration_day: date = Field(
        date(2020, 8, 17), description="The day the demonstration province lives in when it is first opened."
    )
    demonstration_letter: bool = Field(
        default=True,
        description="Whether the demonstration has already issued letter 4248; no leaves it for you to hand in.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")
    metrics_token: SecretStr | None = Field(
        None, description="Bearer token that reads /metrics from elsewhere; unset means this machine only."
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="How many proxies stand in front; people's addresses are read from what they add."
    )

    @model_validator(mode="before")
    @classmethod
    def take_blank_as_unset(cls, given: dict[str, object]) -> dict[str, object]:
        """Forget an empty folder or address: an empty path is the working folder, where no key or database belongs."""
        return {name: value for name, value in given.items() if name not in _NEVER_BLANK or str(value).strip()}

    @model_validator(mode="after")
    def refuse_development_secrets_in_production(self) -> Self:
        """Stop a production start whose key, host list or address is the development one."""
        if self.env != "prod":
            return self
        key = self.secret_key.get_secret_value() if self.secret_key else ""
        if len(key) < 50 or key.startswith(DEVELOPMENT_KEY_PREFIX) or _is_guessable(key):
            raise ValueError(
                said(
                    "SECRET_KEY",
                    "máy chủ thật cần khóa ngẫu nhiên riêng, ít nhất 50 ký tự",
                    "production needs its own random key of at least 50 characters",
                )
            )
        keys = self._data_keys()
        if not keys or any(name.startswith("development") for name in keys):
            raise ValueError(
                said(
                    "DATA_KEYS",
                    "máy chủ thật cần khóa riêng, tạo bằng `vungxanh keys new`",
                    "production needs its own key, made by `vungxanh keys new`",
                )
            )
        if any(_is_guessable(each) for each in keys.values()):
            raise ValueError(
                said(
                    "DATA_KEYS",
                    "có khóa không ngẫu nhiên, tạo bằng `vungxanh keys new`",
                    "a key is not random; make one by `vungxanh keys new`",
                )
            )
        self._refuse_a_shared_digest_key(key)
        if not self.public_url.startswith("https://"):
            raise ValueError(
                said("PUBLIC_URL", "máy chủ thật phục vụ qua https://", "production is served over https://")
            )
        if set(self.allowed_hosts) <= LOCAL or not all(_is_one_host(each) for each in self.allowed_hosts):
            raise ValueError(
                said(
                    "ALLOWED_HOSTS",
                    "máy chủ thật ghi đủ từng tên máy được phục vụ",
                    "production names each host it serves, in full",
                )
            )
        return self

    def _refuse_a_shared_digest_key(self, key: str) -> None:
        digest = self.digest_key.get_secret_value() if self.digest_key else ""
        if len(digest) < 50 or digest == key or _is_guessable(digest):
            raise ValueError(
                said(
                    "DIGEST_KEY",
                    "máy chủ thật cần khóa ngẫu nhiên riêng, ít nhất 50 ký tự, khác SECRET_KEY",
                    "production needs its own random key of at least 50 characters, not SECRET_KEY",
                )
            )

    @model_validator(mode="after")
    def refuse_what_cannot_be_read(self) -> Self:
        """Say at once, with the setting's name, when an address, a key or a time of keeping is malformed."""
        if self.database_url:
            postgresql(self.database_url, pool_size=self.database_pool_size)
        self.email()
        self._data_keys()
        try:
            retention.limits(self.keep_days)
        except ValueError as error:
            raise ValueError(f"VUNGXANH_KEEP_DAYS: {error}") from None
        return self

    @property
    def second_factor_required(self) -> bool:
        """Whether officials must use a second factor here."""
        return self.env == "prod" if self.require_second_factor is None else self.require_second_factor

    def signing_key(self) -> str:
        """The secret key; in development one is made once and kept in `var_dir` with mode 0600."""
        if self.secret_key:
            return self.secret_key.get_secret_value()
        return made_once(self.var_dir / "development.key", lambda: DEVELOPMENT_KEY_PREFIX + secrets.token_urlsafe(48))

    def sealing_keys(self) -> str:
        """The keys of personal data; in development one is made once and kept in `var_dir` with mode 0600."""
        if self.data_keys:
            return self.data_keys.get_secret_value()
        return made_once(self.var_dir / "development-data.key", lambda: written.fresh("development"))

    def finding_key(self) -> str:
        """The key of digests; in development one is made once and kept in `var_dir` with mode 0600."""
        if self.digest_key:
            return self.digest_key.get_secret_value()
        return made_once(self.var_dir / "development-digest.key", lambda: secrets.token_urlsafe(48))

    def _data_keys(self) -> dict[str, bytes]:
        try:
            return written.parse(self.data_keys.get_secret_value()) if self.data_keys else {}
        except ValueError as error:
            raise ValueError(f"VUNGXANH_DATA_KEYS: {error}") from None

    def demonstration_offset(self) -> timedelta:
        """How far the demonstration's clock stands from the machine's; fixed in `var_dir` when first asked."""
        opens = datetime.combine(self.demonstration_day, time(8, 30), VIETNAM)
        text = made_once(
            self.var_dir / "demonstration.clock", lambda: str(round((opens - machine_now()).total_seconds()))
        )
        return timedelta(seconds=int(text))

    def database(self) -> dict[str, object]:
        """Django's settings of the one database: SQLite by default, PostgreSQL at scale."""
        if not self.database_url:
            return sqlite(self.var_dir / "vungxanh.sqlite3")
        return postgresql(self.database_url, pool_size=self.database_pool_size)

    def email(self) -> dict[str, object]:
        """Django's EMAIL_ settings: the console until an SMTP server is named."""
        if not self.email_url:
            return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
        parts = urlsplit(self.email_url)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError(
                said(
                    "EMAIL_URL",
                    "ghi smtp://user:password@host:port hoặc smtps://…",
                    "give smtp://user:password@host:port or smtps://…",
                )
            )
        secure = parts.scheme == "smtps"
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or (465 if secure else 587),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": secure,
            "EMAIL_USE_TLS": not secure and parts.port != 25,
            "EMAIL_TIMEOUT": 20,
        }


@lru_cache(maxsize=1)
def read() -> Env:
    """The environment of this process, read once; WrongSettings names what must be mended."""
    try:
        return Env.model_validate({})  # reads the environment; the plain call misses arguments, says mypy
    except ValidationError as error:
        raise WrongSettings("; ".join(_told(item["loc"], item["msg"]) for item in error.errors())) from None


def require_production() -> None:
    """WrongSettings unless this process reads the environment of a production server, which has then been checked."""
    if read().env != "prod":
        raise WrongSettings(
            said("ENV", "cấu hình máy chủ thật chỉ chạy với prod", "the settings of production run with prod only")
        )


def _is_guessable(key: str | bytes) -> bool:
    """Few different signs, or a part over and over."""
    return len(set(key)) < _FEWEST or (key * 2).find(key, 1) < len(key)  # type: ignore[arg-type]  # str in str, bytes in bytes


def _is_one_host(name: str) -> bool:
    return name in LOCAL or _HOST.fullmatch(name) is not None


def _told(place: tuple[int | str, ...], message: str) -> str:
    """What pydantic found: our own sentence, or its own after the setting's name."""
    own = message.removeprefix("Value error, ")
    return said(str(place[0]).upper(), "giá trị không dùng được", own) if place else own
