"""An archive in portions, each with the proof of how far the file was read for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import BinaryIO, Final

from bot.errors import BadInput
from bot.importers import Reading
from bot.model import Arrival, Edited, ImportCursor, Posted

PORTION: Final = 10_000
"""Arrivals that are taken in at once, about; a portion ends where a chunk of the file does. Large,
since where two portions of a channel meet, a few hundred turns are derived twice.
"""
_LIMIT: Final = 2 * PORTION
_CHARACTERS: Final = 4 * 1024 * 1024
_SKIPS_BETWEEN_NEWS: Final = 20_000
_CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Portion:
    """Arrivals, and how far the file was read with them; without a `proof` that is not kept."""

    arrivals: list[Arrival]
    position: int
    proof: str | None = None
    fault: BadInput | None = None

    def cursor(self, source: str) -> ImportCursor | None:
        return None if self.proof is None else ImportCursor(source, self.proof, self.position)


class Proven:
    """A file that proves what was read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = blake2b(digest_size=16)
        self._proofs: dict[int, str] = {}
        self.position = 0

    def read(self, size: int, /) -> bytes:
        try:
            chunk = self._file.read(size)
        except OSError as error:
            problem = f"cannot be read any further: {error.strerror}."
            raise BadInput(problem, source=self._file.name) from None
        if chunk:
            self._hash.update(chunk)
            self.position += len(chunk)
            self._proofs[self.position] = self._hash.hexdigest()
        return chunk

    def proof(self, position: int) -> str | None:
        """The proof of what stands before `position`, where a chunk ended; forgets older ones."""
        proof = self._proofs.get(position)
        self._proofs = {end: p for end, p in self._proofs.items() if end >= position}
        return proof


def portions(readings: Iterator[Reading], file: Proven, after: int) -> Iterator[Portion]:
    """Portions of the readings that end after the byte `after`.

    A portion ends where the position moves on, so that a position tells exactly what was taken in.
    """
    arrivals: list[Arrival] = []
    position, size, skipped = after, 0, 0
    try:
        for reading in readings:
            if reading.position <= after:
                skipped += 1
                if skipped % _SKIPS_BETWEEN_NEWS == 0:
                    yield Portion([], reading.position)
                continue
            is_full = len(arrivals) >= PORTION or size >= _CHARACTERS
            if is_full and reading.position > position:
                yield Portion(arrivals, position, file.proof(position))
                arrivals, size = [], 0
            elif len(arrivals) >= _LIMIT:
                yield Portion(arrivals, position)
                arrivals, size = [], 0
            arrivals.append(reading.arrival)
            size += _characters(reading.arrival)
            position = reading.position
    except BadInput as fault:
        yield Portion(arrivals, position, fault=fault)
        return
    yield Portion(arrivals, file.position, file.proof(file.position))


def _characters(arrival: Arrival) -> int:
    match arrival:
        case Posted(message=message):
            return len(message.text)
        case Edited(text=text):
            return len(text)
        case _:
            return 0


def proved(file: BinaryIO, cursor: ImportCursor | None) -> int:
    """How far the file was read before, if it still begins as it did then; else 0."""
    if cursor is None:
        return 0
    file.seek(0)
    proven = Proven(file)
    while missing := cursor.position - proven.position:
        if not proven.read(min(_CHUNK, missing)):
            return 0
    return cursor.position if proven.proof(cursor.position) == cursor.fingerprint else 0
