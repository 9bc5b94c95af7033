import io
import json
import re
import sys
from pathlib import Path

import pytest

from bot.cli.importing import summary
from bot.cli.screen import meter
from bot.cli.screen.console import console
from bot.importers import Format
from bot.ingest import Receipt
from bot.ingest.archive import ImportReport
from bot.model import ChannelId, ChannelRef, CommunityId, Platform
from tests.unit.cli.terminal import TALK, looseends, written


def numbers(*words: str | Path) -> list[int]:
    lines = looseends(*words, "--json").stdout.splitlines()
    return [json.loads(line)["number"] for line in lines]


def test_an_import_says_what_was_new(tmp_path: Path) -> None:
    database = tmp_path / "ends.db"

    result = looseends("--database", database, "import", written(tmp_path))

    assert result.exit_code == 0
    assert "Read 1 file · 3 new messages · 2 questions" in result.stdout


def test_reading_the_same_file_again_changes_nothing(ledger: Path, tmp_path: Path) -> None:
    before = looseends("--database", ledger, "questions", "--json").stdout

    again = looseends("--database", ledger, "import", written(tmp_path))

    assert "0 new messages" in again.stdout
    assert looseends("--database", ledger, "questions", "--json").stdout == before


def test_standard_input_is_a_file_too(tmp_path: Path) -> None:
    database = tmp_path / "ends.db"

    result = looseends("--database", database, "import", "-", typed=TALK)

    assert "3 new messages" in result.stdout
    assert len(numbers("questions", "--channel", "paste", "--database", database)) == 2


def test_what_is_named_goes_before_what_the_file_says(tmp_path: Path) -> None:
    database = tmp_path / "ends.db"
    talk = written(tmp_path)

    looseends("--database", database, "import", talk, "--channel", "sheds", "--community", "garden")

    listed = ("--database", database, "questions")
    assert len(numbers(*listed, "--channel", "sheds", "--community", "garden")) == 2
    assert numbers(*listed, "--channel", "beds") == []


def test_one_community_named_for_files_of_several_platforms_numbers_them_in_one_series(
    tmp_path: Path,
) -> None:
    database = tmp_path / "ends.db"
    posted = {"id": "7", "type": "Default", "timestamp": "2026-05-02T09:00:00+00:00"}
    author = {"id": "5", "name": "ada", "nickname": "ada"}
    export = {
        "guild": {"id": "1", "name": "Sheds"},
        "channel": {"id": "2", "name": "sheds", "type": "GuildTextChat"},
        "messages": [posted | {"content": "which nails hold slate?", "author": author}],
    }
    discord = written(tmp_path, "sheds.json", json.dumps(export))

    looseends("--database", database, "import", written(tmp_path), discord, "--community", "garden")

    assert sorted(numbers("--database", database, "questions")) == [1, 2, 3]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    database = tmp_path / "ends.db"
    binary = tmp_path / "photo.png"
    binary.write_bytes(bytes(range(256)) * 40)

    result = looseends(
        "--database", database, "import", binary, tmp_path / "none", written(tmp_path)
    )

    assert result.exit_code == 2
    assert "Read 1 file · 3 new messages" in result.stdout
    assert "photo.png" in result.stderr
    assert "none: cannot be opened" in result.stderr


def test_records_that_stayed_out_are_named_by_file_and_line(tmp_path: Path) -> None:
    database = tmp_path / "ends.db"
    row = {"text": "why?", "author": "ada", "channel": "sheds", "at": "2026-05-02T09:00:00Z"}
    rows = [json.dumps({"id": str(n), **row}) for n in range(3)]
    file = written(tmp_path, "rows.jsonl", "\n".join([rows[0], '{"id": "x"}', *rows[1:]]))

    result = looseends("--database", database, "import", file)

    told = " ".join(result.stdout.split())
    assert "3 new messages" in told
    assert "1 record could not be read and stayed out" in told
    assert "line 2" in told


def test_ctrl_c_says_that_what_was_read_is_kept(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli.importing.import_one", interrupted)

    result = looseends("--database", ledger, "import", written(tmp_path))

    assert result.exit_code == 130
    assert "What was read is kept" in " ".join(result.stderr.split())


def test_the_named_format_is_taken_at_its_word(tmp_path: Path) -> None:
    database = tmp_path / "ends.db"

    result = looseends(
        "--database", database, "import", "--format", "transcript", written(tmp_path)
    )

    assert "3 new messages" in result.stdout


def test_a_message_that_no_rule_can_split_is_named_by_its_key_never_by_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_text: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.extraction.pipeline.extract", broken)

    result = looseends("--database", tmp_path / "ends.db", "import", written(tmp_path))

    told = " ".join(result.stdout.split())
    assert "3 records could not be read and stayed out" in told
    assert told.count("of beds") == 3
    assert "liming" not in told


def test_the_help_names_every_format() -> None:
    told = looseends("import", "--help").output

    assert all(layout in told for layout in Format)


def test_no_bar_is_drawn_where_nobody_watches(tmp_path: Path) -> None:
    result = looseends("--database", tmp_path / "ends.db", "import", written(tmp_path))

    assert result.stderr == ""


class Terminal(io.StringIO):
    """A stream at which somebody watches."""

    def isatty(self) -> bool:
        return True


def test_a_bar_tells_name_share_bytes_messages_and_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")

    with meter.reading() as start:
        advance = start("beds.txt", 1_000_000)
        advance(250_000, 1_000_000, 1_500)
    drawn = terminal.getvalue()

    assert all(part in drawn for part in ("beds.txt", "25%", "0.2/1.0 MB", "messages/s"))


def test_a_bar_fits_into_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")

    with meter.reading() as start:
        advance = start("a file with a name that is far too long for any bar.json", 10**9)
        advance(987_654_321, 10**9, 1_500_000)
    drawn = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "\n", terminal.getvalue())

    assert max(len(line) for line in re.split(r"[\r\n]", drawn)) <= 80
    assert "messages/s" in terminal.getvalue()


def test_summary_names_the_channels_at_which_a_stage_failed() -> None:
    channel = ChannelRef(Platform.IMPORT, CommunityId("garden"), ChannelId("beds"))
    report = ImportReport(Format.JSONL, 9, Receipt(new=1, underived=frozenset({channel})))
    out = io.StringIO()

    console(out).print(summary([report]))

    assert "1 channel could not be linked or judged" in out.getvalue()
    assert "beds" in out.getvalue()
