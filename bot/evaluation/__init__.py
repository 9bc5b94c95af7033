"""What people say beside what the rules say: how often the rules are right. Pure.

`labels` are what people say of messages; `channels` compares the ledger with them, `verdicts` with
the marks that people made; `measures` are what comes of both. `calibration` tells how far a
probability can be believed.
"""

from bot.evaluation.agreement import FEW, Agreement, plausible
from bot.evaluation.calibration import Bin, calibration_error, reliability
from bot.evaluation.channels import Reading, measured
from bot.evaluation.labels import Asked, Labels
from bot.evaluation.measures import SHARES, Measure, Scores, total
from bot.evaluation.verdicts import judged

__all__ = [
    "FEW",
    "SHARES",
    "Agreement",
    "Asked",
    "Bin",
    "Labels",
    "Measure",
    "Reading",
    "Scores",
    "calibration_error",
    "judged",
    "measured",
    "plausible",
    "reliability",
    "total",
]
