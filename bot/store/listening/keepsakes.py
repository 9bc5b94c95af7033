"""Small facts that edges keep for their next start, beside those of the database itself."""

from sqlalchemy import Connection, Text, bindparam, delete, insert, select

from bot.store.schema import meta

_OURS = "edge:"
_KEY = bindparam("its_key", type_=Text)


def kept(connection: Connection, key: str) -> str | None:
    asked = select(meta.c.value).where(meta.c.key == _KEY)
    return connection.execute(asked, {"its_key": f"{_OURS}{key}"}).scalar_one_or_none()


def keep(connection: Connection, key: str, value: str) -> None:
    connection.execute(delete(meta).where(meta.c.key == _KEY), {"its_key": f"{_OURS}{key}"})
    connection.execute(insert(meta), {"key": f"{_OURS}{key}", "value": value})
