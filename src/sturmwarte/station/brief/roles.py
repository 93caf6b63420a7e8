"""Who gets a briefing: everybody who works on cases, or may look at them."""

from sturmwarte.station.people.permissions import CASES

READ: frozenset[str] = CASES
