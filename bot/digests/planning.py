"""The schedules that the settings ask for."""

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.digests.schedule import Quiet, Schedule
from bot.model import ChannelId, Platform
from bot.settings import DigestSettings
from bot.settings.digests import quiet_hours


def schedules(given: Iterable[DigestSettings]) -> tuple[Schedule, ...]:
    """The schedules of the settings, in their order."""
    return tuple(map(_schedule, given))


def _schedule(given: DigestSettings) -> Schedule:
    platform, _, to = given.to.partition(":")
    hours = quiet_hours(given.quiet)
    return Schedule(
        name=given.name or given.to,
        platform=Platform(platform),
        to=ChannelId(to),
        cron=given.cron,
        zone=ZoneInfo(given.zone),
        sources=frozenset(given.sources),
        quiet=Quiet(*hours) if hours else None,
        cap=given.cap,
        minimum_age=timedelta(hours=given.minimum_age_hours),
        mention=given.mention,
        picture=given.picture,
        grace=timedelta(hours=given.grace_hours),
        silence=timedelta(days=given.silent_days) if given.silent_days else None,
        admins=ChannelId(given.admins) if given.admins else None,
    )
