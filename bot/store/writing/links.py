"""The reply graph: reads and writes the links of some turns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from bot.model import Link, MessageId
from bot.store import rows, schema
from bot.store.chunks import chunks
from bot.store.rows import Values
from bot.store.writing.transaction import Transaction

_l = schema.link.c

_LINKS = (
    select(_l.message_id, _l.parent, _l.score, _l.reasons)
    .where(_l.message_id.in_(bindparam("rows", expanding=True)))
    .order_by(_l.message_id, _l.ordinal)
)
_DELETE_LINKS = delete(schema.link).where(_l.message_id == bindparam("row"))


def links_of(tx: Transaction, children: Mapping[int, MessageId]) -> dict[int, tuple[Link, ...]]:
    """The links of the messages with these rows; only those not at hand are read."""
    found: dict[int, list[Link]] = {row: [] for row in children if row not in tx.at_hand.links}
    for some in chunks(found):
        for row in tx.connection.execute(_LINKS, {"rows": some}):
            why = rows.as_reasons(row.reasons)
            link = Link(children[row.message_id], row.parent, row.score, why)
            found[row.message_id].append(link)
    tx.at_hand.links.update({row: tuple(links) for row, links in found.items()})
    return {row: tx.at_hand.links[row] for row in children}


class Exchange(NamedTuple):
    """What changes where the links of some turns are replaced: for each child, by its row, the
    links before and after.
    """

    before: Mapping[int, tuple[Link, ...]]
    after: Mapping[int, tuple[Link, ...]]


def exchange(tx: Transaction, children: Mapping[int, MessageId], links: Sequence[Link]) -> Exchange:
    """What is to be written where the links of the messages with these rows are replaced. Reads
    only links that are not at hand.
    """
    wanted: dict[MessageId, list[Link]] = defaultdict(list)
    for link in links:
        wanted[link.child].append(link)
    stored = links_of(tx, children)
    changed = [row for row, child in children.items() if list(stored[row]) != wanted[child]]
    after = {row: tuple(wanted[children[row]]) for row in changed}
    tx.at_hand.links.update(after)
    return Exchange({row: stored[row] for row in changed}, after)


def are_at_hand(tx: Transaction, children: Mapping[int, MessageId]) -> bool:
    """Whether the links of the messages with these rows can be told without the database."""
    return tx.at_hand.links.keys() >= children.keys()


def put_links(tx: Transaction, exchanges: Sequence[Exchange]) -> None:
    """Writes what was exchanged, one after the other."""
    before: dict[int, tuple[Link, ...]] = {}
    after: dict[int, tuple[Link, ...]] = {}
    for each in reversed(exchanges):
        before.update(each.before)
    for each in exchanges:
        after.update(each.after)
    tx.many(_DELETE_LINKS, ({"row": row} for row, links in before.items() if links))
    tx.insert(
        schema.link,
        (
            _link_row(row, ordinal, link)
            for row, links in after.items()
            for ordinal, link in enumerate(links)
        ),
    )


def _link_row(child: int, ordinal: int, link: Link) -> Values:
    return (child, ordinal, link.parent, float(link.score), rows.reasons(link.reasons))
