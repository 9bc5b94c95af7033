from typing import Final

CUES: Final[frozenset[str]] = frozenset()
