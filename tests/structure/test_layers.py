import subprocess
import sys
from pathlib import Path

from tests.structure.tree import ROOT


def test_arrows_point_inwards() -> None:
    lint = Path(sys.executable).with_name("lint-imports")

    ran = subprocess.run(  # noqa: S603  (our own tool, on our own tree)
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stdout
