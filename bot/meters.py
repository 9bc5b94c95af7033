"""What is counted while the house is open, for whoever watches it: Prometheus reads it.

Numbers and names of our own only: never a word, a name or an id of people.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Meters:
    """The meters of one open house."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.arrivals = self._counter("arrivals", "Arrivals that were taken in.")
        self.set_aside = self._counter("set_aside", "Arrivals that could not be taken in.")
        self.retries = self._counter("store_retries", "Writes that failed and were tried again.")
        self.refused = self._counter("refused", "Arrivals refused since the queue was full.")
        self.unreadable = self._counter("events_unreadable", "Events that could not be read.")
        self.pages = self._counter("history_pages", "Pages of history that were read.")
        self.withheld = self._counter("withheld", "Messages that were not posted without keys.")
        self.restarts = self._counter("edge_restarts", "Times that an edge was started anew.")
        self.waiting = self._gauge("waiting", "Arrivals that wait to be taken in.")
        self.gaps = self._gauge("gaps", "Stretches of channels that have yet to be read.")
        self.shards = self._gauge("shards_connected", "Connections to Discord that are up.")
        self.matrix = self._gauge("matrix_connected", "Whether the homeserver answers.")
        self.matrix_gaps = self._gauge("matrix_gaps", "Stretches of rooms that are yet to be read.")
        self.latency = self._gauge("gateway_latency_seconds", "A heartbeat and its answer.")
        self.copies = self._counter("backups", "Copies of the ledger that were made.")
        self.copies_failed = self._counter("backups_failed", "Copies that could not be made.")
        self.model_waiting = self._gauge("model_waiting", "Messages that wait for the model.")
        self.model_failed = self._gauge("model_failed", "Messages that the model failed at.")
        self.model_read = self._gauge("model_read", "Messages that a model read.")
        self.model_judged = self._gauge("model_judged", "Replies that a model judged.")
        self.model_dropped = self._gauge("model_dropped", "What models said and could not prove.")
        self.model_calls = self._gauge("model_calls_today", "Calls to the model today.")
        self.model_tokens = self._gauge("model_tokens_today", "Tokens spent today.")
        self.model_money = self._gauge("model_money_today", "Money spent today; NaN: unknown.")
        self.model_tokens_each = self._gauge(
            "model_tokens_by_thousand", "Tokens for 1,000 messages that were read today."
        )
        self.model_money_each = self._gauge(
            "model_money_by_thousand", "Money for 1,000 messages read today; NaN: unknown."
        )
        self.model_away = self._gauge("model_away", "Whether nothing goes on with the model.")
        self.lag = Histogram(
            "looseends_lag_seconds",
            "From the arrival to the ledger.",
            registry=self.registry,
            buckets=_SECONDS,
        )

    def copied(self, well: bool) -> None:
        """Notes how a backup went."""
        (self.copies if well else self.copies_failed).inc()

    def is_connected(self) -> bool:
        """Whether an edge is connected."""
        names = ("looseends_shards_connected", "looseends_matrix_connected")
        return any(self.registry.get_sample_value(name) for name in names)

    def shown(self) -> bytes:
        """All meters in the text format of Prometheus."""
        return generate_latest(self.registry)

    def _counter(self, name: str, help: str) -> Counter:
        return Counter(f"looseends_{name}", help, registry=self.registry)

    def _gauge(self, name: str, help: str) -> Gauge:
        return Gauge(f"looseends_{name}", help, registry=self.registry)
