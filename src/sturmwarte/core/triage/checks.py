"""Turns conditions into checks. A check tells whether it holds and the fact that decided it.

The reasons are facts about the post ("is a comment", "reach 120, at least 1000 asked for"), so the same
sentence serves a condition that held, one that did not, and its negation.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sturmwarte.core.reason import Reason
from sturmwarte.core.triage.condition import Condition, Range
from sturmwarte.core.triage.hours import Calendar
from sturmwarte.core.triage.seen import Check, Finding, Seen
from sturmwarte.core.triage.words import Words
from sturmwarte.core.understand.reading import Kind

ALWAYS = Reason("triage.always")
_WHICHEVER = "any"
REMEMBERED_KINDS = 2000


@dataclass
class Setup:
    """What compiling needs of the plan: own channels, opening hours, leave for history, the word queries."""

    channels: frozenset[str]
    calendar: Calendar
    history_allowed: bool
    words: Words
    names: tuple[str, ...] = ()
    """Our @names, as the query language writes them."""

    def on_own_page(self, seen: Seen) -> bool:
        if seen.context.own_page is not None:
            return seen.context.own_page
        belongs = seen.post.form == "comment" or seen.context.replies_to_own
        return belongs and seen.post.channel in self.channels


def facts(reasons: Collection[Reason]) -> list[dict[str, object]]:
    """Reasons as plain data inside another reason's arguments, the same before and after storing."""
    return [{"key": reason.key, "args": reason.args} for reason in reasons]


def compiled(when: Condition, setup: Setup) -> Check:
    """All stated parts must hold; cheap ones are tried first, word queries last."""
    return _every([build(when, setup) for build in _BUILDERS if _stated(when, build)] + _nested(when, setup))


def _nested(when: Condition, setup: Setup) -> list[Check]:
    checks: list[Check] = []
    if when.all:
        checks += [compiled(part, setup) for part in when.all]
    if when.any:
        checks.append(_some([compiled(part, setup) for part in when.any]))
    if when.not_:
        checks.append(_negated(compiled(when.not_, setup)))
    return checks + ([_words(when.words, setup)] if when.words is not None else [])


def _every(checks: list[Check]) -> Check:
    if not checks:
        return lambda _seen: (True, ALWAYS)
    if len(checks) == 1:
        return checks[0]

    def check(seen: Seen) -> Finding:
        held = []
        for one in checks:
            holds, why = one(seen)
            if not holds:
                return False, why
            held.append(why)
        return True, Reason("triage.all_of", {"because": facts(held)})

    return check


def _some(checks: list[Check]) -> Check:
    def check(seen: Seen) -> Finding:
        failed = []
        for one in checks:
            holds, why = one(seen)
            if holds:
                return True, why
            failed.append(why)
        return False, Reason("triage.none_of", {"because": facts(failed)})

    return check


def _negated(inner: Check) -> Check:
    def check(seen: Seen) -> Finding:
        holds, why = inner(seen)
        return not holds, why

    return check


def _flag(name: str, get: Callable[[Seen], bool]) -> "Builder":
    yes, no = Reason(f"triage.{name}.yes"), Reason(f"triage.{name}.no")

    def build(when: Condition, _setup: Setup) -> Check:
        wanted = getattr(when, name)
        return lambda seen: (get(seen) == wanted, yes if get(seen) else no)

    build.__name__ = name
    return build


def _one_of(name: str, get: Callable[[Seen], str]) -> "Builder":
    def build(when: Condition, _setup: Setup) -> Check:
        listed = getattr(when, name)
        wanted = frozenset(listed)

        def check(seen: Seen) -> Finding:
            found = get(seen)
            if found in wanted:
                return True, Reason(f"triage.{name}.is", {name: found})
            if not found:
                return False, Reason(f"triage.{name}.unknown", {"wanted": listed})
            return False, Reason(f"triage.{name}.other", {name: found, "wanted": listed})

        return check

    build.__name__ = name
    return build


def _in_range(name: str, get: Callable[[Seen], float | None]) -> "Builder":
    def build(when: Condition, _setup: Setup) -> Check:
        return ranged(name, getattr(when, name), get)

    build.__name__ = name
    return build


def ranged(name: str, bounds: Range, get: Callable[[Seen], float | None]) -> Check:
    low, high = bounds.at_least, bounds.at_most
    unknown = Reason(f"triage.{name}.unknown")

    def check(seen: Seen) -> Finding:
        found = get(seen)
        if found is None:
            return False, unknown
        if low is not None and found < low:
            return False, Reason(f"triage.{name}.below", {"found": found, "at_least": low})
        if high is not None and found > high:
            return False, Reason(f"triage.{name}.above", {"found": found, "at_most": high})
        return True, Reason(f"triage.{name}.within", {"found": found})

    return check


def kind(when: Condition, _setup: Setup) -> Check:
    listed = when.kind or []
    wanted, least = frozenset(listed), when.probability
    unknown = Reason("triage.kind.unknown", {"wanted": listed})
    others: dict[Kind, Reason] = {}

    def check(seen: Seen) -> Finding:
        kinds = seen.reading.kinds
        for candidate in kinds if least is not None else kinds[:1]:
            if candidate.kind in wanted and candidate.p >= (least or 0.0):
                return True, Reason("triage.kind.is", {"kind": candidate.kind, "p": candidate.p})
        if not kinds:
            return False, unknown
        # Nearly every rule asks this of every post, and the answers repeat: remembering them halves the time.
        best = kinds[0]
        if best not in others:
            if len(others) >= REMEMBERED_KINDS:
                others.clear()
            others[best] = Reason("triage.kind.other", {"kind": best.kind, "p": best.p, "wanted": listed})
        return False, others[best]

    return check


def topic(when: Condition, _setup: Setup) -> Check:
    listed = when.topic or []

    def check(seen: Seen) -> Finding:
        found = [name for name in listed if name in seen.topics]
        if found:
            return True, Reason("triage.topic.is", {"topic": found})
        return False, Reason("triage.topic.other", {"topic": sorted(seen.topics), "wanted": listed})

    return check


def flag(when: Condition, _setup: Setup) -> Check:
    listed = when.flag or []

    def check(seen: Seen) -> Finding:
        found = [name for name in listed if name in seen.post.flags]
        if found:
            return True, Reason("triage.flag.is", {"flag": found})
        return False, Reason("triage.flag.other", {"wanted": listed})

    return check


def thread(when: Condition, _setup: Setup) -> Check:
    wanted = frozenset(when.thread or ())

    def check(seen: Seen) -> Finding:
        at = "reply" if seen.post.is_reply else "start"
        at = "reply_to_us" if seen.context.replies_to_own else at
        # A reply to us is a reply, too.
        return at in wanted or (at == "reply_to_us" and "reply" in wanted), Reason(f"triage.thread.{at}")

    return check


def own_page(when: Condition, setup: Setup) -> Check:
    def check(seen: Seen) -> Finding:
        there = setup.on_own_page(seen)
        return there == when.own_page, Reason(f"triage.own_page.{'yes' if there else 'no'}")

    return check


def addressed(when: Condition, setup: Setup) -> Check:
    query = setup.words.add(" OR ".join(setup.names)) if setup.names else None

    def check(seen: Seen) -> Finding:
        direct = seen.context.replies_to_own or seen.post.form in ("mail", "direct_message")
        to_us = direct or query in seen.words
        return to_us == when.addressed, Reason(f"triage.addressed.{'yes' if to_us else 'no'}")

    return check


def time(when: Condition, setup: Setup) -> Check:
    def check(seen: Seen) -> Finding:
        now = "business" if setup.calendar.is_open(seen.arrived) else "closed"
        return now == when.time, Reason(f"triage.time.{now}")

    return check


def scenario(when: Condition, _setup: Setup) -> Check:
    listed = when.scenario or []

    def check(seen: Seen) -> Finding:
        under_way = seen.context.scenarios
        for one in under_way:
            if one in listed or _WHICHEVER in listed:
                return True, Reason("triage.scenario.is", {"scenario": one})
        return False, Reason("triage.scenario.other" if under_way else "triage.scenario.unknown")

    return check


def author_history(when: Condition, setup: Setup) -> Check:
    if not setup.history_allowed or when.author_history is None:
        return lambda _seen: (False, Reason("triage.author_history.not_allowed"))
    return ranged("author_history", when.author_history, lambda seen: seen.context.author_incidents)


def _words(text: str, setup: Setup) -> Check:
    query = setup.words.add(text)

    def check(seen: Seen) -> Finding:
        if query not in seen.words:
            return False, Reason("triage.words.other")
        return True, Reason("triage.words.is", {"words": setup.words.found(query, seen)})

    return check


Builder = Callable[[Condition, Setup], Check]

_BUILDERS: tuple[Builder, ...] = (
    _flag("own", lambda seen: seen.post.own),
    _flag("ad", lambda seen: seen.post.is_ad),
    _flag("repost", lambda seen: seen.post.is_repost),
    _flag("answered", lambda seen: seen.context.answered),
    kind,
    topic,
    flag,
    _one_of("channel", lambda seen: seen.post.channel),
    _one_of("form", lambda seen: seen.post.form),
    _one_of("visibility", lambda seen: seen.post.visibility),
    _one_of("lang", lambda seen: seen.lang),
    _one_of("country", lambda seen: seen.post.country),
    _one_of("sentiment", lambda seen: seen.reading.sentiment.label if seen.reading.sentiment else ""),
    thread,
    own_page,
    addressed,
    _flag("unread_media", lambda seen: seen.post.unread_media),
    _in_range("reach", lambda seen: seen.post.reach),
    _in_range("rating", lambda seen: seen.post.rating),
    _in_range("copies", lambda seen: seen.context.copies),
    scenario,
    author_history,
    time,
)
"""One per field of `Condition`, named after it, cheapest first."""


def _stated(when: Condition, build: Builder) -> bool:
    return getattr(when, build.__name__) is not None
