"""Takes docs/matrix-*.png: what a person sees in nheko, a client of Matrix. `python -m
docs.matrix_pictures`.

Needs nheko, Xvfb, xdotool and ImageMagick of Debian; a homeserver of its own is started, and the
edge on it.
"""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from tests.matrix.conftest import answer, listening, settings_of, until_in, until_up
from tests.matrix.synapse import Synapse, User, call, installed

HERE: Final = Path(__file__).parent
DISPLAY: Final = ":97"
SIZE: Final = (1000, 760)
_TO_SHOW: Final = 12.0
"""Seconds until the client has drawn what it was told."""
_CANCEL: Final = (934, 721)
"""Where nheko's first question is declined, whether to set up encryption; and its reminder."""
_REMINDER: Final = (208, 66)
_FIRST_ROOM: Final = (130, 75)
TALK: Final = (
    (
        "mira",
        "The lower beds have pH 5.1 again. Would liming them in autumn still help? And is it the "
        "compost, or the old pine needles?",
    ),
    ("jon", "Liming in autumn helps, yes: I did it last year."),
    ("tess", "Who has the key of the tool shed? I wonder whether it opens before eight."),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = Synapse(installed(), Path(folder))
        server.start()
        try:
            asyncio.run(_pictures(server, Path(folder)))
        finally:
            server.close()


async def _pictures(server: Synapse, folder: Path) -> None:
    people = {name: server.register(name) for name in ("mira", "jon", "tess", "looseends")}
    mira, bot = people["mira"], people["looseends"]
    async with (
        listening(folder / "l.db", settings_of(server, bot), bot) as ear,
        _client(server, mira, folder),
    ):
        await until_up(ear)
        room = mira.create("Allotment", bot.id, *(people[n].id for n in ("jon", "tess")))
        for name in ("jon", "tess"):
            people[name].join(room)
        await until_in(bot, room)
        await asyncio.sleep(_TO_SHOW)
        await _click(*_CANCEL)
        await _click(*_REMINDER)
        await _click(*_FIRST_ROOM)
        for name, words in TALK:
            people[name].say(room, words)
        await ear.until_posts(room, *(words for _, words in TALK))
        for name, command in (("matrix-open", "!ends open"), ("matrix-why", "!ends why 2")):
            asked = mira.say(room, command)
            await answer(mira, room, asked)
            await _take(name)


async def _click(x: int, y: int) -> None:
    await _shell("xdotool", "mousemove", str(x), str(y), "click", "1")
    await asyncio.sleep(3)


async def _take(name: str) -> None:
    await asyncio.sleep(3)
    picture = HERE / f"{name}.png"
    await _shell("import", "-window", "root", "+dither", "-colors", "24", "-strip", str(picture))


@asynccontextmanager
async def _client(server: Synapse, person: User, folder: Path) -> AsyncIterator[None]:
    """The person's client, signed in, on a screen of its own."""
    home = folder / "home"
    (home / "nheko").mkdir(parents=True)
    device = call(server.url, "GET", "/_matrix/client/v3/account/whoami", person.token)
    (home / "nheko" / "nheko.conf").write_text(_settings(server, person, device["device_id"]))
    with _running("Xvfb", DISPLAY, "-screen", "0", f"{SIZE[0]}x{SIZE[1]}x24"):
        await asyncio.sleep(2)
        with _running("nheko", XDG_CONFIG_HOME=str(home), HOME=str(home)):
            await asyncio.sleep(_TO_SHOW)
            yield


def _settings(server: Synapse, person: User, device: str) -> str:
    return f"""[General]
run_without_secure_secrets_service=true
disable_tls_validation=true

[auth]
access_token={person.token}
device_id={device}
home_server={server.url}
user_id={person.id}

[user]
theme=light
window\\size=@Size({SIZE[0]} {SIZE[1]})

[window]
width={SIZE[0]}
height={SIZE[1]}
"""


@contextmanager
def _running(*command: str, **variables: str) -> Iterator[None]:
    process = subprocess.Popen(  # noqa: S603  (our own command)
        command,
        env={**_environment(), **variables},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


async def _shell(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(*command, env=_environment())
    await process.wait()


def _environment() -> dict[str, str]:
    drawn = {"LIBGL_ALWAYS_SOFTWARE": "1", "QT_QUICK_BACKEND": "software"}
    return {**os.environ, "DISPLAY": DISPLAY, **drawn}  # noqa: TID251


if __name__ == "__main__":
    main()
