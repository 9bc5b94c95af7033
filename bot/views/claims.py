"""Records of claims -> views."""

from datetime import datetime

from bot.model import Certainty, ClaimPage, ClaimRecord, Message, Missing
from bot.views.missing import unseen_note
from bot.views.moments import ago, moment
from bot.views.questions import channel_name, place_words, thread_title
from bot.views.text import CONTEXT_LIMIT, name, quote, web_link
from bot.views.values import ClaimsView, ClaimView, Contest
from bot.views.wording import count, say


def claims_view(
    page: ClaimPage, *, now: datetime, where: str | None = None, missing: Missing | None = None
) -> ClaimsView:
    """A page of claims. `where` names the channel or search that it was narrowed to, `missing` is
    what the ledger does not hold.
    """
    claims = tuple(claim_view(record, now=now) for record in page.records)
    return ClaimsView(
        title=say("claims.title_in", where=name(where)) if where else say("claims.title"),
        summary=claim_counts(claims, page.total),
        claims=claims,
        empty="" if claims else say("claims.empty"),
        place=place_words(page.offset, len(claims), page.total),
        goes_on=page.offset + len(claims) < page.total,
        unseen=unseen_note(missing, now),
    )


def claim_view(record: ClaimRecord, *, now: datetime) -> ClaimView:
    claim, message = record.claim, record.message
    source = claim.attributed_to
    firm = claim.certainty is not Certainty.PLAIN
    return ClaimView(
        text=quote(claim.span.of(message.text)),
        author=name(message.author.name),
        channel=thread_title(record.channel) or channel_name(record.channel),
        asserted_at=message.at,
        age=ago(message.at, now),
        certainty=say(f"certainty.{claim.certainty}") if firm else "",
        attributed=say("claims.attributed", source=quote(source, CONTEXT_LIMIT)) if source else "",
        contested=tuple(_contest(other, now) for other in record.contested_by),
        link=web_link(message.link),
        record=record,
    )


def claim_counts(claims: tuple[ClaimView, ...], total: int) -> tuple[str, ...]:
    """How many claims there are: "12 claims", and how many of those shown are contested."""
    contested = sum(bool(claim.contested) for claim in claims)
    claimed = (count("count.claims", total),) if total else ()
    return (*claimed, count("count.contested", contested)) if contested else claimed


def _contest(message: Message, now: datetime) -> Contest:
    return Contest(
        author=name(message.author.name),
        at=message.at,
        when=moment(message.at, now),
        quote=quote(message.text, CONTEXT_LIMIT),
        link=web_link(message.link),
    )
