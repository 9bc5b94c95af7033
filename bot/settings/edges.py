"""The settings of the edges: what can be set of Discord and of Matrix."""

from typing import Annotated, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr
from pydantic_settings import NoDecode

from bot.settings.encryption import EncryptionSettings


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
    announce: bool = Field(
        default=True,
        description="Whether to describe the commands in the state of rooms, where the bot may "
        "set it, for clients that offer them as forms. Off: what it described is taken back.",
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
    spaces: Names = Field(
        default=frozenset(),
        description="Spaces that the bot enters by itself, by id. Whoever lets it into one of "
        "them, or into a room that it lists, need not be an inviter.",
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
    attachment_kilobytes: int = Field(
        default=256,
        ge=0,
        description="Text files (.txt .md .html .json) up to this size are read as posted threads; "
        "0 for none.",
    )
    import_level: int = Field(
        default=100,
        description="The power level from which on somebody may import an archive into a room.",
    )

    encryption: EncryptionSettings = Field(default_factory=EncryptionSettings)

    @property
    def is_set_up(self) -> bool:
        return bool(self.homeserver)
