"""What may be shown to all in the channel where somebody asked. Pure.

It is what everybody who sees that channel may read. Members cannot be asked one by one, so that is
told by the rules of the channels; in doubt something is not shown.
"""

from collections.abc import Iterable
from typing import Final

import discord

from cogs.audience.places import VOCAL, Place

_VIEW: Final = discord.Permissions(view_channel=True)
_READ: Final = discord.Permissions(read_message_history=True)


def shown_to_all(places: Iterable[Place], where: Place | None) -> list[Place]:
    """Those that all who see `where` may read, being of age where they must be. None of them where
    it is not known where that is.
    """
    if where is None:
        return []
    fits: dict[int, bool] = {}
    shown: list[Place] = []
    for place in places:
        room = place.room
        if room.id not in fits:
            fits[room.id] = _fits(room, where.room)
        is_open = not place.members_only or place.channel.ref == where.channel.ref
        if is_open and fits[room.id]:
            shown.append(place)
    return shown


def _fits(room: discord.abc.GuildChannel, where: discord.abc.GuildChannel) -> bool:
    """Whether all who see `where` may read the room.

    Whoever sees a message at once needs no right to read the history; whoever looks one up does. So
    the same room is not enough: nobody in it may be kept from its past. What was said in a voice
    channel stays there: who may enter it at this moment is told by no rule (time-outs).
    """
    if _is_for_adults(room) and not _is_for_adults(where):
        return False
    if isinstance(room, VOCAL) and room.id != where.id:
        return False
    return _have_all(room, _READ) and _sees(where, room)


def _sees(where: discord.abc.GuildChannel, room: discord.abc.GuildChannel) -> bool:
    """Whether all who see `where` see `room`: it is the same, has the same rules, or none."""
    return where.id == room.id or _viewers(where) == _viewers(room) or _have_all(room, _VIEW)


def _have_all(room: discord.abc.GuildChannel, right: discord.Permissions) -> bool:
    """Whether every member has a right: by default, and nobody is denied it here."""
    rules = {target.id: rule.pair() for target, rule in room.overwrites.items()}
    everybody = room.guild.default_role
    allowed = rules[everybody.id][0].value if everybody.id in rules else 0
    denied = any(deny.value & right.value for _, deny in rules.values())
    return not denied and bool((everybody.permissions.value | allowed) & right.value)


def _viewers(room: discord.abc.GuildChannel) -> dict[int, tuple[int, int]]:
    """Whom the room's own rules let in, and whom they shut out."""
    rules = {target.id: rule.pair() for target, rule in room.overwrites.items()}
    return {
        target: (allow.value & _VIEW.value, deny.value & _VIEW.value)
        for target, (allow, deny) in rules.items()
        if (allow.value | deny.value) & _VIEW.value
    }


def _is_for_adults(room: discord.abc.GuildChannel) -> bool:
    return bool(getattr(room, "nsfw", False))
