"""What mautrix does that Python warns of from 3.12 on, and forbids from 3.14: by then libolm, which
has no wheels for 3.13, has ended it.
"""

import pytest

_WARNINGS = (
    r"ignore:Binding \d+ .* is a named parameter:DeprecationWarning",
    "ignore:datetime.datetime.utcnow:DeprecationWarning",
    "ignore:The default (datetime adapter|timestamp converter) is:DeprecationWarning",
    "ignore:The (sender_key|device_id) field in Megolm:DeprecationWarning",
)
DATED = [pytest.mark.filterwarnings(each) for each in _WARNINGS]
