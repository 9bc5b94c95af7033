import pytest

from bot.linking import LOOKBACK, link
from bot.linking.deciding import MOST_REASONS
from bot.linking.listening import STRETCH
from bot.linking.reading import BLOCK
from bot.linking.rereading import BEFORE
from bot.model import ChannelKind, Form, Question, Span, Turn
from tests.unit.linking.chat import cues, links_of, parents, replying, said, talk

HELP = """
10:00 mira: hi, my kiln stops at 600 degrees, any ideas why?
10:00 tomas: does anybody sell porcelain slip near the harbour?
10:01 joan: mira: which controller does it have?
10:01 mira: joan: the old Bentrup one
10:02 sven: tomas: the shop by the ferry sells porcelain slip
10:02 joan: mira: those have a fuse behind the panel
10:03 tomas: sven: thanks!
10:06 mira: joan: thanks, it was the fuse
"""


def test_two_talks_at_once_are_told_apart() -> None:
    assert parents(talk(HELP)) == [None, None, "0", "2", "1", "3", "4", "5"]


def test_replies_are_found_where_nobody_is_addressed() -> None:
    script = """
    10:00 mira: how long does bisque take to cool down?
    10:02 joan: about twelve hours
    10:02 mira: thank you
    """

    assert parents(talk(script)) == [None, "0", "1"]


def test_a_system_line_starts_on_its_own_and_nobody_replies_to_it() -> None:
    turns = talk("10:00 joan: mira: hello?\n10:00 --: mira joins\n10:01 mira: joan: hello")

    assert parents(turns) == [None, None, "0"]
    assert cues(links_of(turns, 1)[0]) == {"system-line"}


def test_the_reply_button_outweighs_the_text() -> None:
    turns = replying(talk(HELP), 6, "0")

    (declared,) = links_of(turns, 6)
    assert declared.parent == "0"
    assert declared.score == 1
    assert cues(declared) == {"explicit-reply"}


def test_a_reply_button_changes_how_its_neighbours_are_read() -> None:
    turns = talk(HELP)

    guessed, told = link(turns), link(replying(turns, 5, "1"))

    assert [one.score for one in guessed[6:]] != [one.score for one in told[6:]]


def test_a_reply_to_a_deleted_message_is_decided_by_the_text() -> None:
    assert parents(replying(talk(HELP), 4, "gone")) == parents(talk(HELP))


def test_a_reply_to_a_message_far_back_keeps_its_parent() -> None:
    turns = talk("09:00 joan: hello\n" * (LOOKBACK + 2))

    assert parents(replying(turns, LOOKBACK + 1, "0"))[-1] == "0"


def test_a_quote_is_a_link() -> None:
    script = HELP + "10:09 lena: > about the shop\n10:10 lena: > the shop by the ferry"
    turns = talk(script)

    (quoting,) = links_of(turns, 9)
    assert quoting.parent == "4"
    assert cues(quoting) == {"quotes-it"}
    assert quoting.reasons[0].span is not None


def test_in_a_thread_nothing_starts_anew_but_the_post() -> None:
    script = "10:00 mira: My notes on kilns.\n18:00 joan: Unrelated: who moderates this place?"
    turns = talk(script)

    assert parents(turns) == [None, None]
    assert parents(turns, ChannelKind.THREAD) == [None, "0"]
    (answer,) = links_of(turns, 1, ChannelKind.THREAD)
    assert cues(answer) == {"responds-to-the-post"}


def test_a_link_names_why() -> None:
    links = link(talk(HELP))
    addressed = links[2].reasons[0]

    assert (addressed.cue, addressed.detail) == ("addressed-by-name", "mira")
    assert cues(links[0]) == {"starts-conversation"}
    assert "shared-rare-word" in cues(links[4])
    assert next(r for r in links[4].reasons if r.cue == "shared-rare-word").detail == "porcelain"
    assert all(len(one.reasons) <= MOST_REASONS for one in links)


def test_a_question_just_asked_is_a_reason_to_reply_to_it() -> None:
    asked, answered = talk("10:00 mira: is the kiln hot\n10:00 joan: yes, very")
    question = Question(span=Span(0, 15), form=Form.POLAR)

    (answer,) = links_of([Turn(asked.message, (question,)), answered], 1)

    assert answer.parent == "0"
    assert cues(answer) == {"answers-recent-question", "previous-speaker"}


def test_a_person_who_goes_on_is_told_from_one_who_answers() -> None:
    turns = talk("10:00 mira: my kiln will not heat\n10:00 mira: and the fuse is fine")

    (more,) = links_of(turns, 1)

    assert more.parent == "0"
    assert cues(more) == {"same-author-continues", "talks-with-them"} & cues(more)
    assert "same-author-continues" in cues(more)


def test_only_the_turns_in_focus_get_links() -> None:
    turns = talk(HELP * 40)

    inside = {str(place) for place in range(60, 60 + BLOCK - BEFORE)}

    links = link(turns, focus=range(60, 60 + BLOCK - BEFORE))

    assert {one.child for one in links} == inside
    assert links == [one for one in link(turns) if one.child in inside]


@pytest.mark.parametrize("text", ["", "\x00", "\ud800", "🔥" * 9, "ש ל ו ם", "a" * 100_000])
def test_no_text_is_too_strange(text: str) -> None:
    turns = [Turn(said("joan", text, id="0")), Turn(said("", text, id="1"))]

    assert [one.child for one in link(turns)] == ["0", "1"]


def test_nothing_said_links_nothing() -> None:
    assert link([]) == []
    assert link(talk("10:00 --: mira joins"), focus=range(0)) == []


def test_a_long_channel_reads_the_same_in_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = talk(HELP)
    whole = link(turns)

    monkeypatch.setattr("bot.linking.listening.STRETCH", 3)

    assert link(turns) == whole
    assert STRETCH > LOOKBACK


def test_people_of_one_name_are_told_apart_by_their_id() -> None:
    turns = talk("10:00 mira: my kiln cracked\n10:00 mira: mine too, what did you do?")
    other = said("mira", turns[1].message.text, id="1")
    twin = Turn(said("Mira", other.text, id="1"))

    assert "same-author-continues" not in cues(links_of([turns[0], twin], 1)[0])
