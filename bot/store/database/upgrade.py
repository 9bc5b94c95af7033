"""Brings a database to the newest schema, or says why it cannot."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import SchemaTooNew, StoreError
from bot.store.database import sqlite
from bot.store.schema import REVISION

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def revision(connection: Connection) -> str | None:
    """The schema version of the database; None where it has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_current(connection: Connection, name: str) -> bool:
    """Whether nothing is to be done. Raises StoreError where the database is not ours."""
    if connection.dialect.name == "sqlite" and not sqlite.is_ours(connection, name):
        return False
    return revision(connection) == REVISION


def upgrade(connection: Connection, name: str) -> None:
    """Runs the migrations that are missing, in the transaction of `connection`.

    Raises SchemaTooNew, and StoreError where the database is not ours.
    """
    if is_current(connection, name):
        return
    if connection.dialect.name == "sqlite":
        sqlite.claim(connection)
    found = revision(connection)
    # Alembic takes a quarter of a second to import: only when there is something to do.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaTooNew(
            f"{name}: written by a newer release (schema {found}, this release knows {REVISION}). "
            "Install the newest release, or name another database with --database."
        )
    if found is None and inspect(connection).get_table_names():
        raise StoreError(f"{name}: there are tables of another program in it.")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
