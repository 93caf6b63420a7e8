"""A queue of answers event by event, written without any of the formulas it is to check."""

import heapq
from bisect import bisect_right
from collections import deque

import numpy as np


def on_time(load, people, runs, seed=1):
    """Share of the answers owed in each slot that were begun within the deadline, over `runs` runs."""
    chance = np.random.default_rng(seed)
    kept, owed = np.zeros(len(people)), np.zeros(len(people))
    for _ in range(runs):
        _run(load, people, chance, kept, owed)
    return kept / owed


def _run(load, people, chance, kept, owed):
    draw = chance.exponential
    ends, people = load.ends.tolist(), [*people.tolist(), int(people[-1])]
    came = [(0.0, -1)] * int(load.backlog)
    for slot, start in enumerate(load.starts):
        times = start + chance.random(chance.poisson(load.arrivals[slot])) * load.hours[slot]
        came += [(float(time), slot) for time in sorted(times)]
    events = [(time, "comes", number) for number, (time, _) in enumerate(came)]
    events += [(end, "shift", -1) for end in ends]
    heapq.heapify(events)
    waiting, working = deque(), 0
    while events:
        now, what, number = heapq.heappop(events)
        working -= what == "done"
        if what == "comes":
            waiting.append((number, now + draw() * load.patience_h))
        while waiting and working < people[bisect_right(ends, now)]:
            number, until = waiting.popleft()
            if until < now:
                continue  # nobody needs this answer any more
            working += 1
            heapq.heappush(events, (now + draw() / load.service, "done", number))
            time, slot = came[number]
            if slot >= 0:
                owed[slot] += 1
                kept[slot] += now - time <= load.deadline_h
