"""The settings, and the only place that reads the environment."""

import os
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import BaseModel, BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import ConfigurationError
from bot.settings.backup import BackupSettings
from bot.settings.digests import Digests, DigestSettings
from bot.settings.edges import DiscordSettings, MatrixSettings
from bot.settings.llm import LlmSettings
from bot.settings.privacy import PrivacySettings

__all__ = [
    "SQLITE",
    "BackupSettings",
    "DigestSettings",
    "DiscordSettings",
    "LlmSettings",
    "LogFormat",
    "LogLevel",
    "MatrixSettings",
    "PrivacySettings",
    "Settings",
    "as_database_url",
    "default_database",
    "described",
    "load_settings",
    "unknown_variables",
    "variable",
]

SQLITE = "sqlite+aiosqlite:///"
_NUMBER = re.compile("__[0-9]+__")
"""Stands in the names of settings of which there may be several."""


class LogLevel(StrEnum):
    """What is logged: events from this weight on."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How a log line looks."""

    TEXT = "text"
    """For people."""
    JSON = "json"
    """For log collectors."""


def default_database() -> Path:
    """The database file in the user's data directory; the directory need not exist yet."""
    return user_data_path("looseends", appauthor=False) / "looseends.db"


def as_database_url(place: str) -> str:
    """The URL of a database that is given as a file or as a URL.

    Raises ValueError where it is the URL of an engine that this release cannot use.
    """
    if "://" not in place:
        return f"{SQLITE}{Path(place).expanduser().absolute()}"
    scheme, _, path = place.partition(":///")
    if scheme in {"sqlite", "sqlite+aiosqlite"} and path:
        return f"{SQLITE}{path}"
    message = f'Give a file, or a URL that starts with "{SQLITE}": other engines come later.'
    raise ValueError(message)


class Settings(BaseSettings):
    """What can be set, each by `LOOSEENDS_` and its name in capitals; empty means the default.

    Read from the environment, then from the file `.env` in the working directory.
    """

    model_config = SettingsConfigDict(
        env_prefix="LOOSEENDS_",
        env_nested_delimiter="__",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    database_url: Annotated[str, BeforeValidator(as_database_url)] = Field(
        default_factory=lambda: as_database_url(str(default_database())),
        description="Where the ledger is kept: a file, or a URL that SQLAlchemy understands. "
        "Empty: looseends.db in your data directory.",
    )
    me: str = Field(
        default="",
        description="Your name in the discussions, for `looseends questions --mine` and as the "
        "one who marks. Empty: you are the keeper of the ledger, and no asker.",
    )
    log_level: Annotated[LogLevel, BeforeValidator(str.lower)] = Field(
        default=LogLevel.WARNING,
        description="What is logged to standard error: debug, info, warning or error.",
    )
    log_format: Annotated[LogFormat, BeforeValidator(str.lower)] = Field(
        default=LogFormat.TEXT,
        description="How a log line looks: text for people, json for log collectors.",
    )
    health_port: int = Field(
        default=9464,
        ge=0,
        le=65535,
        description="The port on 127.0.0.1 where `looseends run` answers /live, /ready and "
        "/metrics; 0 for none.",
    )
    processes: int = Field(
        default=0,
        ge=0,
        description="How many processes may derive the ledger at once: 1 for `looseends` alone, 0 "
        "for one a core, up to three. Each further one takes 50 to 150 MB while it is there.",
    )
    extractor: str = Field(
        default="rules",
        pattern=r"^\S+$",
        description="Who splits messages into claims and questions: rules, llm (the language "
        "model, and the rules where it fails), hybrid (the rules at once, the model later where "
        "they are unsure), or the name of an installed plug-in.",
    )
    discord: DiscordSettings = Field(default_factory=DiscordSettings)
    matrix: MatrixSettings = Field(default_factory=MatrixSettings)
    llm: LlmSettings = Field(default_factory=LlmSettings)
    backup: BackupSettings = Field(default_factory=BackupSettings)
    privacy: PrivacySettings = Field(default_factory=PrivacySettings)
    digests: Digests = Field(
        default_factory=dict[int, DigestSettings],
        description="All digests as one JSON list of objects with the names below, in small "
        "letters; or number them, as below.",
    )


def load_settings(**given: object) -> Settings:
    """The settings; what is `given` (and not None) goes before the environment.

    Raises ConfigurationError, which names the variable and never repeats its value.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # pyright: ignore[reportArgumentType]  (names are checked by the model)
    except ValidationError as error:
        raise ConfigurationError(_sentence(error)) from None
    except (OSError, UnicodeDecodeError) as error:
        message = "The file .env cannot be read. Make it UTF-8 text that you may read."
        raise ConfigurationError(message) from error


def variable(*path: str) -> str:
    """The environment variable of a setting."""
    return "LOOSEENDS_" + "__".join(path).upper()


def unknown_variables() -> list[str]:
    """Variables that look like settings of ours, in the environment or in `.env`, and are none."""
    prefix, env_file = variable(), Settings.model_config.get("env_file")
    found = {*os.environ, *dotenv_values(str(env_file))}  # noqa: TID251  (the one file that may)
    known = described()
    return sorted(
        name
        for name in found
        if name.startswith(prefix) and _NUMBER.sub("__1__", name, count=1) not in known
    )


def described() -> dict[str, str]:
    """Each variable, and what it is for."""
    return dict(_described(Settings))


def _described(settings: type[BaseModel], *path: str) -> Iterator[tuple[str, str]]:
    for name, field in settings.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _described(kind, *path, name)
        else:
            yield variable(*path, name), field.description or ""
    if settings is Settings:
        yield from _described(DigestSettings, "digests", "1")


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    name = variable(*(str(part) for part in first["loc"]))
    expected = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{name} is wrong: {expected.rstrip('.')}."
