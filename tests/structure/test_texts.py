"""What may not stand in any file."""

import re

import pytest

from tests.structure.tree import named, own_files

# Put together here, so that this file does not hold what it looks for.
FORBIDDEN = {
    "a path of somebody's machine": re.compile("/" + r"(?:work|root|Users)/\w|" + "/home" + r"/\w"),
    "a path out of the project": re.compile(r"\.\./" + "shared"),
    "a secret": re.compile("BEGIN [A-Z ]*PRIVATE" + " KEY|gh[pousr]_[A-Za-z0-9]{30}"),
    "a mark of an unfinished merge": re.compile("^(?:<{7}|>{7}) ", re.MULTILINE),
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what: str) -> None:
    found = [
        named(path)
        for path in own_files()
        if FORBIDDEN[what].search(path.read_text("utf-8", errors="replace"))
    ]

    assert not found


def test_every_file_ends_in_one_line_break() -> None:
    ragged = [
        named(path)
        for path in own_files()
        if path.suffix in {".py", ".md", ".toml", ".json", ".jsonl", ".txt", ".svg"}
        and (text := path.read_bytes())
        and (not text.endswith(b"\n") or text.endswith(b"\n\n"))
    ]

    assert not ragged
