"""The option `--extractor`."""

from typing import Annotated, Final

import typer

ExtractorOption = Annotated[
    str,
    typer.Option(
        "--extractor",
        metavar="NAME",
        help="Who splits the messages: rules, llm, hybrid, or a plug-in. llm and hybrid send "
        "these texts to the model of your settings.",
    ),
]
RULES: Final = "rules"
