"""Logs: an event and its keys, never what people wrote."""

import logging
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

PRIVATE = frozenset({"text", "quote", "content", "body", "message", "name", "detail"})
"""Keys that could hold people's words. Nobody should log them; if somebody does, they are cut."""

_DEAF = (OSError, ValueError)
"""What a full disk, a broken pipe or a closed stream raise: no reason to stop working."""


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event with the words of people cut out: a second line of defence."""
    return {key: "(cut)" if key in PRIVATE else value for key, value in event.items()}


def configure(level: str, layout: str, stream: TextIO) -> None:
    """Let the events of `level` and above go to `stream`, as "text" or "json" lines."""
    render: Processor
    if layout == "json":
        render = structlog.processors.JSONRenderer()
    else:
        render = structlog.dev.ConsoleRenderer(colors=stream.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        cache_logger_on_first_use=False,
    )


def note(event: str, **keys: object) -> None:
    """Log an event, by its name in kebab case, and its keys."""
    with suppress(*_DEAF):
        structlog.get_logger().info(event, **keys)


def warn(event: str, **keys: object) -> None:
    """Log an event that somebody should look at."""
    with suppress(*_DEAF):
        structlog.get_logger().warning(event, **keys)


def fault(event: str, error: BaseException, **keys: object) -> None:
    """Log what went wrong: which kind of error and at which line, never its words."""
    root = error.__cause__ or error
    frames = list(traceback.walk_tb(root.__traceback__))
    if frames:
        frame, line = frames[-1]
        keys["at"] = f"{Path(frame.f_code.co_filename).name}:{line}"
    warn(event, error=type(root).__name__, **keys)


class _Library(logging.Handler):
    """What libraries log: who, where and which kind of error. Of their words only those of
    discord.py, before its arguments are filled in: all else may hold what people wrote.
    """

    def emit(self, record: logging.LogRecord) -> None:
        keys: dict[str, object] = {
            "source": record.name,
            "at": f"{record.filename}:{record.lineno}",
        }
        if record.name.startswith("discord"):
            keys["says"] = str(record.msg)
        if record.exc_info and record.exc_info[1]:
            fault("library-fault", record.exc_info[1], **keys)
        else:
            warn("library-warning", **keys)


def hear_libraries() -> None:
    """Let what libraries warn of go the way of our own events, for good."""
    logging.basicConfig(level=logging.WARNING, handlers=[_Library()], force=True)
