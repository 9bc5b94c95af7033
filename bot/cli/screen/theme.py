"""How the terminal looks: few styles, from the reader's own sixteen colours.

None carries a meaning alone, and each is legible on dark and on light ground: no yellow, no white,
no black, no blue.
"""

from typing import Final

from rich.theme import Theme

THEME: Final = Theme(
    {
        "title": "bold",
        "number": "bold cyan",
        "question": "bold",
        "aside": "dim",
        "context": "dim italic",
        "contest": "magenta",
        "turn.helpers": "default",
        "turn.asker": "magenta",
        "turn.nobody": "dim",
        "command": "cyan",
        "good": "green",
        "bad": "bold red",
        "warning": "magenta",
        "state.partly_answered": "cyan",
        "state.answered": "green",
        "state.resolved": "green",
        "state.withdrawn": "dim",
        "state.dismissed": "dim",
        "bar.complete": "cyan",
        "bar.finished": "green",
        "bar.pulse": "cyan",
        "progress.percentage": "cyan",
        "progress.remaining": "dim",
        "progress.download": "default",
        "progress.data.speed": "dim",
    },
    inherit=True,
)
