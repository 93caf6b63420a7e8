"""What may be proposed for hiding at all. Built in, so that no rule can silence critics.

Hiding is for insults and spam where we are the host; it is always done by a person, with the evidence
kept. A post that may also be criticism is never proposed, however rude it is.
"""

from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.checks import Setup
from sturmwarte.core.triage.seen import Check, Finding, Seen

BREACH = "abuse"
"""The one kind that can be a breach of house rules or of the law."""

CRITICISM = frozenset(
    {"danger", "security", "press", "outage", "complaint", "billing", "privacy", "staff", "values", "idea"}
)
"""Kinds by which somebody holds something against us, or warns: what hiding must never touch."""

CERTAIN, SUSPECTED = 0.6, 0.2
"""Least probability of the breach, and the probability of criticism from which on it stays visible."""


def hideable(setup: Setup) -> Check:
    def check(seen: Seen) -> Finding:
        if not setup.on_own_page(seen):
            return False, Reason("triage.hide.not_our_page")
        critical = [k for k in seen.reading.kinds if k.kind in CRITICISM and k.p >= SUSPECTED]
        if critical:
            return False, Reason("triage.hide.criticism", {"kind": critical[0].kind, "p": critical[0].p})
        if seen.reading.best_kind != BREACH or seen.probability(BREACH) < CERTAIN:
            return False, Reason("triage.hide.no_breach", {"p": seen.probability(BREACH)})
        return True, Reason("triage.hide.breach", {"p": seen.probability(BREACH)})

    return check
