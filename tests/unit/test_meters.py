import re

from bot.meters import Meters
from tests.structure.tree import read


def test_every_meter_stands_in_the_docs_with_its_own_words() -> None:
    told = dict(
        re.findall(r"^\| `(looseends_\w+)` \| (.+) \|$", read("docs/running.md"), re.MULTILINE)
    )

    kept = {
        f"{metric.name}_total" if metric.type == "counter" else metric.name: metric.documentation
        for metric in Meters().registry.collect()
    }

    assert told == kept


def test_shown_meters_are_those_that_were_counted() -> None:
    meters = Meters()
    meters.arrivals.inc(3)

    assert b"looseends_arrivals_total 3.0" in meters.shown()


def test_it_is_connected_when_a_shard_is() -> None:
    meters = Meters()
    assert not meters.is_connected()

    meters.shards.set(2)

    assert meters.is_connected()
