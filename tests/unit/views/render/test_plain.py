from datetime import timedelta

from inline_snapshot import snapshot

from bot.errors import BadInput
from bot.model import Coverage, MarkKind
from bot.views import (
    claims_view,
    failed_notice,
    list_view,
    marked_notice,
    status_view,
    thread_view,
    why_view,
)
from bot.views.render import plain
from tests.unit.views.allotment import (
    ASKED_AT,
    NOW,
    PARTLY,
    claims,
    lone,
    mark,
    page,
    record,
    said,
    soil,
    thread,
)

COVERAGE = Coverage(1, 4, 900, 80, ASKED_AT, NOW - timedelta(minutes=2))


def test_list_is_grouped_by_post() -> None:
    view = list_view(page(*soil(), lone("which adapter did you use for the pump?")), now=NOW)
    assert plain(view) == snapshot("""\
  Loose ends · 3 open, 1 partly answered · 2 channels · read up to 2 min ago

  Soil test results
  Allotment · mira, 9 days ago · 0 of 3 answered, 1 in part
  waiting for helpers
  https://forum.example/t/41
  #41  Would liming in autumn still help before the frost?
         re: The report says pH 5.1 in the lower beds.
         nobody replied
  #42  Is it the compost or the old pine needles that made it so acid?
         jon, in part: "most likely the needles"
  #43  If it's the needles, how long until raking them away shows?
         depends on #42 · nobody replied

  #workshop · dov, 2 days ago · waiting for helpers
  #57  which adapter did you use for the pump?
         nobody replied

  Why is one here?  looseends why 41
  Settle one:       looseends resolve 41
""")


def test_empty_list_is_good_news() -> None:
    assert plain(list_view(page(), now=NOW, where="#help", coverage=COVERAGE)) == snapshot("""\
  Loose ends in #help

  Nothing open in #help. I have read everything since 2 May, up to 2 min ago.
""")


def test_why_tells_the_whole_story() -> None:
    assert plain(why_view(record(2, PARTLY), now=NOW)) == snapshot("""\
  #42 Is it the compost or the old pine needles that made it so acid?
  mira in Soil test results, 2 May 18:04
  choice question, surely wants an answer (0.97)
  https://forum.example/t/41

  Why a question      ends in a question mark · opens with "Is it" · though the
                      writer's own conclusion follows
  Why partly          jon, 2 May 19:12: "most likely the needles, but compost
                      from bark can do it too"
                        answers it only in part: some cue
  What did not count  tess, 3 May 09:04: "mine is acid too!"
                        has the same question
  Whose turn          Helpers.
                        It becomes "answered" with a plain answer, "resolved"
                        when mira accepts one.

  Not a question?  looseends dismiss 42
  Settled?         looseends resolve 42
""")


def test_why_of_a_dependent_question_names_what_it_needs() -> None:
    assert plain(why_view(record(3), now=NOW)) == snapshot("""\
  #43 If it's the needles, how long until raking them away shows?
  mira in Soil test results, 2 May 18:04
  open-ended question, surely wants an answer (0.97)
  https://forum.example/t/41

  Refers to       Is it the compost or the old pine needles that made it so
                  acid?
  Depends on      #42
  Why a question  no single cue stands out
  Why open        no reply was found
  Whose turn      Helpers.
                    It becomes "answered" with a plain answer, "resolved" when
                    mira accepts one.

  Not a question?  looseends dismiss 43
  Settled?         looseends resolve 43
""")


def test_claims_stand_with_what_contests_them() -> None:
    view = claims_view(claims(said("ana", "no, mine says 6.2", minutes=5)), now=NOW)
    assert plain(view) == snapshot("""\
  Claims · 1 claim · 1 contested

  •  The report says pH 5.1 in the lower beds.
       mira in Soil test results, 9 days ago · hedged · credits "the report"
       contested by ana, 2 May 18:09: "no, mine says 6.2"
""")


def test_thread_begins_with_what_is_missing() -> None:
    assert plain(thread_view(thread(*soil()), now=NOW)) == snapshot("""\
  Soil test results
  3 messages · 3 people · since 2 May · 2 open, 1 partly answered

  Still missing

  mira, 9 days ago · 0 of 3 answered, 1 in part · waiting for helpers
  https://forum.example/t/41
  #41  Would liming in autumn still help before the frost?
         re: The report says pH 5.1 in the lower beds.
         nobody replied
  #42  Is it the compost or the old pine needles that made it so acid?
         jon, in part: "most likely the needles"
  #43  If it's the needles, how long until raking them away shows?
         depends on #42 · nobody replied

  Claimed
  •  The report says pH 5.1 in the lower beds.
       mira, 9 days ago · hedged · credits "the report"

  Why is one here?  looseends why 41
""")


def test_status_is_two_lines() -> None:
    assert plain(status_view(COVERAGE, now=NOW)) == snapshot("""\
  What I have read

  Held  1 community, 4 channels, 900 messages, 80 questions
  Read  from 2 May to 11 May (2 min ago)
""")


def test_notice_says_how_to_undo_it() -> None:
    view = marked_notice(42, mark(MarkKind.RESOLVED), now=NOW)
    assert plain(view, prefix="!ends ") == snapshot("""\
  #42 is resolved.

  Undo, within a minute:  !ends undo 42
""")


def test_failure_says_what_to_do() -> None:
    error = BadInput("this is no JSON.", source="talk.jsonl", line=3, remedy="Mend the line.")
    assert plain(failed_notice(error)) == snapshot("""\
  talk.jsonl, line 3: this is no JSON.

  Mend the line.
""")


def test_facts_that_need_more_room_break_between_each_other() -> None:
    assert plain(list_view(page(*soil()), now=NOW), columns=40) == snapshot("""\
  Loose ends
  2 open, 1 partly answered · 1 channel
  read up to 2 min ago

  Soil test results
  Allotment · mira, 9 days ago
  0 of 3 answered, 1 in part
  waiting for helpers
  https://forum.example/t/41
  #41  Would liming in autumn still help
       before the frost?
         re: The report says pH 5.1 in
         the lower beds.
         nobody replied
  #42  Is it the compost or the old pine
       needles that made it so acid?
         jon, in part: "most likely the
         needles"
  #43  If it's the needles, how long
       until raking them away shows?
         depends on #42 · nobody replied

  Why is one here?  looseends why 41
  Settle one:       looseends resolve 41
""")


def test_wide_characters_keep_the_column() -> None:
    view = list_view(page(lone("このポンプにはどのアダプターを使いましたか？" * 3)), now=NOW)
    assert plain(view, columns=60) == snapshot("""\
  Loose ends · 1 open · 1 channel · read up to 2 min ago

  #workshop · dov, 2 days ago · waiting for helpers
  #57  このポンプにはどのアダプターを使いましたか？このポン
       プにはどのアダプターを使いましたか？このポンプにはど
       のアダプターを使いましたか？
         nobody replied

  Why is one here?  looseends why 57
  Settle one:       looseends resolve 57
""")
