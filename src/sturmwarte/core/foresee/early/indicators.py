"""What may stand out before a wave, hour by hour, from plain counts of a topic."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Side = Literal["above", "below"]

INDICATORS: Mapping[str, Side] = MappingProxyType(
    {
        "negative": "above",
        "outraged": "above",
        "complaints": "above",
        "questions": "above",
        "first_person": "below",
        "new_voices": "above",
        "one_network": "above",
        "replies_own": "above",
        "campaign": "above",
        "press": "above",
        "danger": "above",
        "build_up": "above",
    }
)
"""Each indicator and its unusual side. First-person pronouns become fewer (Strathern 2022)."""

WINDOW_H = 6
PRIOR_POSTS = 5.0
"""A share of few posts is drawn to the topic's usual share as if so many had been counted before."""


class Hourly(NamedTuple):
    """Counts of one topic per hour, all of one length; nan where nothing was heard, None what nobody counts.

    `judged` of the `posts` have a sentiment, `negative` and `outraged` of these. `first_time` of `authors`
    never wrote on the topic before. `top_network`: posts of the network with the most. `campaign`: posts
    that belong to a campaign. `rarest`: the smallest `per_month` of the build-up view in that hour.
    """

    posts: Floats
    judged: Floats | None = None
    negative: Floats | None = None
    outraged: Floats | None = None
    complaints: Floats | None = None
    questions: Floats | None = None
    first_person: Floats | None = None
    authors: Floats | None = None
    first_time: Floats | None = None
    top_network: Floats | None = None
    replies_own: Floats | None = None
    campaign: Floats | None = None
    press: Floats | None = None
    danger: Floats | None = None
    rarest: Floats | None = None


def indicators(hourly: Hourly) -> dict[str, Floats]:
    """Each indicator that can be made of these counts, at the end of each hour over the six hours before;
    nan where it cannot be told.

    Shares are 0..1 and strictly causal: the usual share an hour is drawn to is that of the hours before it.
    `campaign`, `press` and `danger` are counts; `build_up` is minus the log10 of how often a month chance
    brings what the hours show (-1.3 is 20 times, 0 once).
    """
    shares = {
        "negative": (hourly.negative, hourly.judged),
        "outraged": (hourly.outraged, hourly.judged),
        "complaints": (hourly.complaints, hourly.posts),
        "questions": (hourly.questions, hourly.posts),
        "first_person": (hourly.first_person, hourly.posts),
        "new_voices": (hourly.first_time, hourly.authors),
        "one_network": (hourly.top_network, hourly.posts),
        "replies_own": (hourly.replies_own, hourly.posts),
    }
    counts = {"campaign": hourly.campaign, "press": hourly.press, "danger": hourly.danger}
    found = {
        name: _share(part, whole)
        for name, (part, whole) in shares.items()
        if part is not None and whole is not None
    }
    found |= {name: _last(values) for name, values in counts.items() if values is not None}
    if hourly.rarest is not None:
        found["build_up"] = -np.log10(np.clip(hourly.rarest, 1e-3, 1e4))
    return found


def _last(counts: Floats) -> Floats:
    """Sum over the window; nan where less than half of it was heard."""
    heard = np.isfinite(counts)
    total = _windowed(np.where(heard, counts, 0.0))
    return np.where(_windowed(heard.astype(np.float64)) >= WINDOW_H / 2, total, np.nan)


def _share(part: Floats, whole: Floats) -> Floats:
    known = np.isfinite(part) & np.isfinite(whole)
    some, all_ = np.where(known, part, 0.0), np.where(known, whole, 0.0)
    before_some, before_all = np.cumsum(some) - some, np.cumsum(all_) - all_
    usual = (before_some + 1.0) / (before_all + 2.0)
    share = (_windowed(some) + PRIOR_POSTS * usual) / (_windowed(all_) + PRIOR_POSTS)
    return np.where(_windowed(known.astype(np.float64)) >= WINDOW_H / 2, share, np.nan)


def _windowed(values: Floats) -> Floats:
    sums = np.concatenate((np.zeros(WINDOW_H), np.cumsum(values)))
    return np.asarray(sums[WINDOW_H:] - sums[:-WINDOW_H])
