"""What discord.py (2.7) would keep of guilds though it is not there any more.

A connection that begins anew is told which guilds there are, and of each what there is in it. The
library adds what it is told, and keeps what it is not: a channel that was deleted meanwhile would
go on being read and shown, and a guild that took us out would never be forgotten.
"""

from typing import Any

import discord


def renew(client: discord.Client, event: str, told: Any) -> None:  # noqa: ANN401  (whatever Discord sends)
    """Lets go of that, before the library reads the event: `told` is all there is."""
    state = client._connection
    if event == "READY":
        shard, there = told["shard"][0], {int(guild["id"]) for guild in told["guilds"]}
        for guild in client.guilds:
            if guild.shard_id == shard and guild.id not in there:
                state._remove_guild(guild)
    elif event == "GUILD_CREATE" and (known := client.get_guild(int(told["id"]))) is not None:
        known._channels.clear()
        known._threads.clear()
