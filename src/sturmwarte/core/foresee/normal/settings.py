"""The few constants of the expected rate; chosen on other series than those they are measured on."""

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All scale-free: in days, in posts, or as multiples of the usual."""

    level_days: float = 5.0
    """Half-life of the level. At the start it follows faster by itself: it is the mean of what was heard."""
    season_weeks: float = 4.0
    """A half hour of the week is the mean of its first so many weeks, then forgets at that pace."""
    season_posts: float = 10.0
    """So many (effective) posts of its own outweigh what a slot borrows."""
    cap: float = 3.0
    """Half hours above so many times the usual are learned as that many, so that a wave stays a wave ..."""
    cap_posts: float = 4.0
    """... plus so many roots of the usual, plus one: chance must not be cut."""
    anchor_days: float = 10.0
    """Half-life of the slow level that limits what a lasting wave may teach: half a day of `cap` times it at
    once, then as it flows in."""
    floor_posts: float = 0.5
    """Posts a series is held to have had before it had any: no expected rate is ever zero."""
    dispersion: float = 0.3
    """Variance of the relative rate (negative binomial 1/k) before a series has shown its own."""
    dispersion_posts: float = 30.0
    known_days: float = 1.0
    """Days heard from which a baseline is called known."""
    first_days: float = 0.25
    """Before that nothing is judged at all."""
    slow_weight: float = 0.3
    """Half hours of the slow weeks (24 December to 6 January) shape the season so much less."""
    emit_per_month: float = 60.0
    """Signals more usual than that are not passed on."""
