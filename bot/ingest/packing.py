"""Values of the model -> bytes -> equal values, for another process of ours. Never for keeping.

A slotted dataclass pickles itself field by field through Python code; told how to be made again, it
takes a third of the time.
"""

import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from io import BytesIO
from operator import attrgetter
from typing import Any, Final

from bot import model

_Made = tuple[Callable[..., Any], tuple[Any, ...]]


def packed(value: object) -> bytes:
    file = BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _TABLE
    pickler.dump(value)
    return file.getvalue()


def unpacked(found: bytes) -> Any:  # noqa: ANN401  (what it is, only the one who packed it knows)
    return pickle.loads(found)  # noqa: S301  (written a moment ago, by our own other process)


def _named(cls: type[Any], *values: object) -> object:
    return cls(**dict(zip(_NAMES[cls], values, strict=True)))


def _packing(cls: type[Any]) -> Callable[[Any], _Made]:
    """How a value of the class is taken apart."""
    parts = attrgetter(*_NAMES[cls])
    if any(field.kw_only for field in fields(cls)):
        return lambda value: (_named, (cls, *parts(value)))
    return lambda value: (cls, parts(value))


_NAMES: Final[dict[type[Any], tuple[str, ...]]] = {
    cls: names
    for cls in (getattr(model, name) for name in model.__all__)
    if isinstance(cls, type) and is_dataclass(cls)
    # `attrgetter` of a single name gives no tuple.
    if len(names := tuple(field.name for field in fields(cls))) > 1
}
_TABLE: Final = {cls: _packing(cls) for cls in _NAMES}
