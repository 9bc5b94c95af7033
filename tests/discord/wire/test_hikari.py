"""A client by other people can talk to the double: it is not shaped around the one that we use."""

import asyncio

import hikari

from tests.discord.double.server import TOKEN
from tests.discord.wire.conftest import SOON, Town


async def test_hikari_connects_hears_and_reads(town: Town) -> None:
    beds = await town.stage.room("beds")
    thread = await town.stage.thread(beds, "slugs")
    heard: asyncio.Queue[hikari.Event] = asyncio.Queue()
    bot = hikari.GatewayBot(
        TOKEN,
        rest_url=town.double.rest,
        banner=None,
        logs=None,
        intents=hikari.Intents.ALL_UNPRIVILEGED | hikari.Intents.MESSAGE_CONTENT,
    )
    for kind in (hikari.MessageEvent, hikari.GuildReactionEvent, hikari.GuildThreadDeleteEvent):
        bot.event_manager.subscribe(kind, heard.put)
    await bot.start(check_for_updates=False)
    try:
        await town.double.is_heard()
        post = await town.stage.post(beds, town.ada, "Is bed 1 free?")
        await town.stage.post(beds, town.ben, "It is.", reply_to=post)
        await town.stage.edit(post, "Is bed 2 free?")
        await town.stage.react(post, town.cleo, "✅")
        await town.stage.delete(post)
        await town.stage.delete_room(thread)
        async with asyncio.timeout(SOON):
            events = [await heard.get() for _ in range(6)]
        history = await bot.rest.fetch_messages(beds.id)
    finally:
        await bot.close()

    assert [type(event) for event in events] == [
        hikari.GuildMessageCreateEvent,
        hikari.GuildMessageCreateEvent,
        hikari.GuildMessageUpdateEvent,
        hikari.GuildReactionAddEvent,
        hikari.GuildMessageDeleteEvent,
        hikari.GuildThreadDeleteEvent,
    ]
    assert [message.content for message in history] == ["It is."]
