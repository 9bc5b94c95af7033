"""`looseends run` needs something to listen to, and a way in."""

import asyncio

import pytest

from bot import app
from bot.errors import ConfigurationError
from bot.settings import Settings


async def test_run_names_both_edges_where_none_is_set_up() -> None:
    with pytest.raises(ConfigurationError, match=r"DISCORD__TOKEN.*LOOSEENDS_MATRIX__HOMESERVER"):
        await app.run(Settings(), asyncio.Event())


@pytest.mark.parametrize(
    "way_in", [{}, {"user": "@ends:x"}, {"token": "t", "user": "@ends:x", "password": "p"}]
)
async def test_matrix_needs_one_way_in_and_not_two(way_in: dict[str, str]) -> None:
    settings = Settings.model_validate(
        {"matrix": {"homeserver": "http://127.0.0.1:9", **way_in}, "health_port": 0}
    )

    with pytest.raises(ConfigurationError, match="LOOSEENDS_MATRIX__TOKEN"):
        await asyncio.wait_for(app.run(settings, asyncio.Event()), 20)
