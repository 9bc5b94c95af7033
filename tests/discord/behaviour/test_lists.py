from tests.discord.behaviour.world import World, buttons, said

SOIL = "The report says pH 5.1. Would liming in autumn still help before the frost?"


async def test_open_lists_what_nobody_answered(world: World) -> None:
    beds = world.guild.create_text_channel("beds")
    mira, jon = world.member("mira"), world.member("jon")
    post = await world.posted(beds, mira, SOIL)

    answer = await jon.slash(beds, "questions open")

    assert answer.ephemeral
    assert "**#1** Would liming in autumn still help before the frost?" in said(answer)
    assert f"[jump](<{post.link}>)" in said(answer)
    assert buttons(answer) == {"choice": "look"}
