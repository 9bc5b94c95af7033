"""An environment that has Synapse. It is a tool of the tests and no part of the program: made once,
in the folder for temporary files, and used again by later runs.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WANTED = Path(__file__).with_name("synapse.txt")
_INSTALLING = 480
_TRYING = 120
_WAITING = 600
"""Seconds: for one step of the installation, to try what is there, and for another run's."""


def installed() -> Path:
    """The Python of an environment that has Synapse. Raises RuntimeError where it cannot be had:
    without it nothing shows that the edge works.
    """
    home = _home()
    home.mkdir(mode=0o700, exist_ok=True)
    python = home / "venv/bin/python"
    with _alone(home / "lock"):
        if not _works(python):
            _run(sys.executable, "-m", "venv", "--clear", str(home / "venv"))
            _run(
                *(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
                # Nothing is built from source: that would take a compiler, and its time.
                *("--only-binary", ":all:", "--requirement", str(_WANTED)),
            )
            if not _works(python):
                raise RuntimeError("Synapse is installed for the Matrix tests, and does not start.")
    return python


def _home() -> Path:
    """A folder for whoever runs the tests, this Python and these versions: never another's."""
    of = f"{sys.version}{sys.base_prefix}".encode() + _WANTED.read_bytes()
    mark = hashlib.sha256(of).hexdigest()[:10]
    return Path(tempfile.gettempdir()) / f"looseends-synapse-{os.getuid()}-{mark}"


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """No two processes install at once; who comes later finds it done."""
    end = time.monotonic() + _WAITING
    with lock.open("w") as held:
        while True:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    raise RuntimeError(f"Another run still installs Synapse: {lock}") from None
                time.sleep(0.2)
            else:
                break
        yield


def _works(python: Path) -> bool:
    """Whether it is all there: what an earlier run left may be half of it, or of a Python that is
    gone.
    """
    if not python.exists():
        return False
    tried = subprocess.run(  # noqa: S603  (our own command)
        [str(python), "-c", "import synapse.app.homeserver"],
        capture_output=True,
        check=False,
        timeout=_TRYING,
    )
    return tried.returncode == 0


def _run(*command: str) -> None:
    ran = subprocess.run(  # noqa: S603  (our own command)
        command, capture_output=True, text=True, check=False, timeout=_INSTALLING
    )
    if ran.returncode:
        message = f"Synapse, which the tests of the Matrix edge need, cannot be had:\n{ran.stderr}"
        raise RuntimeError(message)
