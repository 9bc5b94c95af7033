"""Features of single turns: how a text looks, and what stands around it."""

from dataclasses import dataclass

import numpy as np

from bot.linking.grid import Column, Doubles, Floats, Ints, log_count, log_minutes, on_grid
from bot.linking.matches import windowed
from bot.linking.surroundings import AHEAD, NEAR, RECENT, Surroundings
from bot.linking.talk import Talk
from bot.linking.texts import ADDRESS_FORM


def turn_features(around: Surroundings) -> Floats:
    """[features, turns]; they tell both of parents and of children."""
    talk = around.talk
    ranks = np.arange(len(talk))
    own = _within(talk, around.before, ranks - around.before, NEAR)
    ahead = _within(talk, around.after, around.after - ranks, AHEAD)
    pause = np.diff(talk.second, prepend=talk.second[:1])
    pause[np.diff(talk.position, prepend=0) > NEAR] = 0
    since_own = np.where(own > 0, talk.second - talk.second[around.before.clip(0)], 0)
    recent = _recent(talk)
    columns: list[Column] = [
        own == 0, own == 1, own == 2, own == 3, own > 3, log_count(own),
        ahead == 0, ahead == 1, ahead > 1,
        log_minutes(pause * 60 // around.pace), log_minutes(since_own * 60 // around.pace),
        recent.authors / 4, recent.addressing * 4, recent.pace,
    ]  # fmt: skip
    return np.concatenate([talk.looks.T, on_grid(np.array(columns, np.float64))])


def told_of(around: Surroundings, ranks: Ints) -> Ints:
    """For each of the turns the first one of which it tells: its author's turn before, if that one
    is near, or itself.
    """
    position, before = around.talk.position, around.before[ranks]
    other = np.where(before >= 0, before, ranks)
    return np.where(position[ranks] - position[other] <= AHEAD, other, ranks)


def _within(talk: Talk, other: Ints, distance: Ints, reach: int) -> Ints:
    """`distance` where the other turn lies within `reach` turns of any kind, else 0."""
    known = distance <= reach
    there = talk.position[np.where(known, other, 0)]
    return np.where(known & (np.abs(talk.position - there) <= reach), distance, 0)


@dataclass(frozen=True, slots=True)
class _Recent:
    """How the room was just now: people talking, share of "name: ...", minutes it took."""

    authors: Ints
    addressing: Doubles
    pace: Doubles


def _recent(talk: Talk) -> _Recent:
    ranks = np.arange(len(talk))
    window = windowed(ranks, ranks, width=RECENT)
    distance = talk.position[:, None] - talk.position[window.clip(0)]
    there = (window >= 0) & (distance <= NEAR)
    authors = np.sort(np.where(there, talk.author[window], -1), axis=1)
    distinct = (np.diff(authors, axis=1) != 0).sum(axis=1) + 1 - (authors[:, 0] < 0)
    size = there.sum(axis=1)
    form = talk.looks[:, ADDRESS_FORM].astype(np.int64)
    addressing = (form[window] * there).sum(axis=1) / size
    return _Recent(distinct, addressing, log_minutes(talk.second - talk.second[ranks - size + 1]))
