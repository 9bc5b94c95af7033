import json
from pathlib import Path

import pytest

from tests.unit.cli.terminal import looseends


@pytest.mark.parametrize("layout", ["markdown", "csv", "json", "argdown"])
def test_every_format_is_written_to_standard_output(ledger: Path, layout: str) -> None:
    result = looseends("--database", ledger, "export", "--format", layout)

    assert result.exit_code == 0
    assert "spare hose" in result.stdout


def test_a_file_holds_what_standard_output_would(ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "ledger.json"

    result = looseends("--database", ledger, "export", "--format", "json", "--out", out)

    printed = looseends("--database", ledger, "export", "--format", "json").stdout
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(out.read_text("utf-8")) == json.loads(printed)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("ledger")] == [
        "ledger.json"
    ]


def test_an_export_of_one_channel_leaves_the_others_out(ledger: Path) -> None:
    result = looseends("--database", ledger, "export", "--channel", "elsewhere")

    assert "spare hose" not in result.stdout


def test_a_file_that_cannot_be_written_is_a_failure_and_leaves_nothing(
    ledger: Path, tmp_path: Path
) -> None:
    out = tmp_path / "none" / "ledger.md"

    result = looseends("--database", ledger, "export", "--out", out)

    assert result.exit_code == 1
    assert "ledger.md cannot be written" in result.stderr
    assert not out.parent.exists()


def test_a_file_is_replaced_whole_or_not_at_all(
    ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "ledger.md"
    out.write_text("last week's", "utf-8")

    def full(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    result = looseends("--database", ledger, "export", "--out", out)

    assert result.exit_code == 1
    assert "No space left" in result.stderr
    assert out.read_text("utf-8") == "last week's"
    assert not list(tmp_path.glob("*.part"))
