"""`looseends run` as a process of its own, pointed at the double (REST, GATEWAY, DATABASE)."""

import sys
from datetime import timedelta

import yarl
from discord import gateway, http

from bot.cli.program import program
from bot.digests import runner
from bot.llm.later import queue
from cogs import client
from cogs.hearing import attendance
from cogs.history import page

if __name__ == "__main__":
    rest, gate, database = sys.argv[1:]
    http.Route.BASE = rest
    gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gate)
    # A test has no minutes.
    client.GUILDS_WITHIN = attendance.EVERY = 0.2
    page.SETTLED = timedelta()
    queue.IDLE = queue.FIRST_PAUSE = 0.2
    runner.PERIOD, runner.LEASE = 0.2, timedelta(seconds=1)
    program(["--database", database, "run"])
