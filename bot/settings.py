"""The settings, and the only place that reads the environment."""

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeAlias

from dotenv import dotenv_values
from platformdirs import user_data_path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigurationError

SQLITE = "sqlite+aiosqlite:///"


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


def as_names(listed: object) -> object:
    """The names of a list as people write it, with commas or spaces between them."""
    return frozenset(listed.replace(",", " ").split()) if isinstance(listed, str) else listed


Names: TypeAlias = Annotated[frozenset[str], NoDecode, BeforeValidator(as_names)]


class DiscordSettings(BaseModel):
    """What can be set of the Discord edge, each by `LOOSEENDS_DISCORD__` and its name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    token: SecretStr = Field(
        default=SecretStr(""),
        description="The bot's token, from the developer portal of Discord. Empty: no Discord.",
    )
    read: Names = Field(
        default=frozenset(),
        description="Read only these: ids of channels, categories or guilds, with commas between "
        "them. Empty: all that the bot may see.",
    )
    skip: Names = Field(
        default=frozenset(),
        description="Never read these: ids of channels, categories or guilds.",
    )
    message_content: bool = Field(
        default=True,
        description="Whether the message-content intent is on in the developer portal. Without it "
        "the bot sees only what mentions it and what people show it by the message menu.",
    )
    members: bool = Field(
        default=False,
        description="Whether to keep the members of guilds in memory; asks for the intent "
        "of server members.",
    )
    settlers: Names = Field(
        default=frozenset(),
        description="Roles whose members may settle what others ask, by id: in every channel that "
        "they may read. Whoever may manage messages in a channel may do so there in any case.",
    )
    answered_tag: str = Field(
        default="",
        description="The tag of a forum, by its name, that posts get whose questions are all "
        "answered; asks for the right to manage threads. Empty: none.",
    )
    unanswered_tag: str = Field(
        default="",
        description="The tag that posts get which have a question without an answer. Empty: none.",
    )
    bots: bool = Field(default=True, description="Whether to read what other bots post.")
    own: bool = Field(default=False, description="Whether to read what this bot itself posts.")
    history_days: int = Field(
        default=365,
        ge=0,
        description="How many days of history to read in a channel that is new to the bot; "
        "0 for none.",
    )
    attachment_kilobytes: int = Field(
        default=256,
        ge=0,
        description="Text attachments (.txt .md .html .json) up to this size are read as posted "
        "threads; 0 for none.",
    )


class MatrixSettings(BaseModel):
    """What can be set of the Matrix edge, each by `LOOSEENDS_MATRIX__` and its name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    homeserver: str = Field(
        default="",
        description="The homeserver of the bot's account, as a URL: https://matrix.example.org. "
        "Empty: no Matrix.",
    )
    user: str = Field(
        default="",
        description="The bot's account: @looseends:example.org. Needed with the password alone.",
    )
    password: SecretStr = Field(
        default=SecretStr(""), description="Its password; or set the token, not both."
    )
    token: SecretStr = Field(default=SecretStr(""), description="An access token of its own.")
    prefix: str = Field(
        default="!ends",
        pattern=r"^[^\s/]\S{0,31}$",
        description="The word that commands begin with. Not with a slash: clients keep those to "
        "themselves.",
    )
    operators: Names = Field(
        default=frozenset(),
        description="Who may invite the bot, and settle what others ask wherever it is: accounts, "
        "* stands for anything, as in *:example.org.",
    )
    inviters: Names = Field(
        default=frozenset(),
        description="Who else may invite the bot. Other invitations are declined.",
    )
    settle_level: int = Field(
        default=50,
        description="The power level from which on somebody may settle what others ask in a room.",
    )
    admin_room: str = Field(
        default="",
        description="The id of a room that is told of declined invitations and of rooms that "
        "moved. Empty: they are only logged.",
    )
    read: Names = Field(
        default=frozenset(),
        description="Read only these rooms, by id. Empty: all that the bot is in.",
    )
    skip: Names = Field(default=frozenset(), description="Never read these rooms, by id.")
    bots: bool = Field(
        default=True, description="Whether to read notices, which bots post; they never ask."
    )
    own: bool = Field(default=False, description="Whether to read what this bot itself posts.")
    history_days: int = Field(
        default=365,
        ge=0,
        description="How many days of history to read in a room that is new to the bot; "
        "0 for none.",
    )

    @property
    def is_set_up(self) -> bool:
        return bool(self.homeserver)


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
    discord: DiscordSettings = Field(default_factory=DiscordSettings)
    matrix: MatrixSettings = Field(default_factory=MatrixSettings)


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
    return sorted(name for name in found if name.startswith(prefix) and name not in known)


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


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    name = variable(*(str(part) for part in first["loc"]))
    expected = first["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{name} is wrong: {expected.rstrip('.')}."
