"""What passes its budget is split along a seam. (ruff holds statements, complexity, arguments.)"""

import pytest

from tests.structure.tree import modules, named

BUDGETS = {"bot": 250, "cogs": 150, "matrix": 250, "benchmarks": 250}


@pytest.mark.parametrize(("folder", "lines"), BUDGETS.items())
def test_no_module_passes_its_budget_of_lines(folder: str, lines: int) -> None:
    long = {
        named(path): length
        for path in modules(folder)
        if (length := len(path.read_text("utf-8").splitlines())) > lines
    }

    assert not long
