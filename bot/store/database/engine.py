"""The engine of a database URL."""

from sqlalchemy import Engine, NullPool, create_engine, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import ConfigurationError
from bot.store.database import sqlite


def opened(url: str) -> tuple[Engine, str]:
    """The engine, and the name of the database for people.

    Raises ConfigurationError where the URL names no database that can be used.
    """
    try:
        named = where = make_url(url)
        if where.get_backend_name() == sqlite.NAME:
            # SQLAlchemy speaks to the driver itself, in the threads of aiosqlite: see `lane`.
            where = where.set(drivername=f"{sqlite.NAME}+{sqlite.DRIVER}")
        # An error of the driver must not bear the words that were to be written.
        engine = create_engine(where, poolclass=NullPool, hide_parameters=True)
    except (ArgumentError, ImportError) as error:
        raise ConfigurationError(f"This is no database that can be used: {error}") from error
    if engine.dialect.name == sqlite.NAME:
        sqlite.configure(engine)
    return engine, named.database or named.render_as_string()
