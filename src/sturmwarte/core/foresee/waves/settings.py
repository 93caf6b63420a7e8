"""The figures of a wave's life. Rules of thumb, each tried on simulated storms (tests/foresee/waves)."""

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Times in minutes unless named otherwise, rates as multiples.

    A wave is over when, through `calm_min` (longer on a slow topic), it stays below `calm` times the usual.
    """

    least_posts: int = 5
    """Fewer posts in a signal's window, or in an hour, begin no wave, however rare on a quiet topic."""
    least_authors: int = 3
    """Fewer authors begin no wave, where it is known who wrote."""
    unknown_posts: int = 20
    """Posts within an hour that begin a wave on a topic without a baseline."""
    unknown_authors: int = 8

    smooth_min: int = 30
    onset_min: int = 15
    """So long a wave is called onset, whatever it does."""
    dwell_min: int = 10
    """A phase must suggest itself for so long before it is believed, or pages would flicker."""
    fallen: float = 0.5
    """Below this share of its peak a wave fades."""

    calm: float = 1.5
    calm_min: int = 60
    calm_most_min: int = 240
    calm_posts: float = 2.0
    """The calm stretch is lengthened until so many posts are usual in it: an empty hour of a topic with 12
    posts a day says nothing."""
    trigger_h: float = 24.0
    """A wave begun by a single event stays open at least so long."""

    calm_dwell_min: int = 30
    """And that for so long: an hour is soon calm by chance when it is nearly so."""
    revive_h: float = 8.0
    """Unusual again within so many hours: the same wave, as after a night."""
    revive_from: float = 2.0
    """But only from this multiple of the usual on, or the last ripples would open and end it in turn."""
    apart_h: float = 24.0
    """A new rise so long after the peak may be a wave of its own although the first still fades."""
    renewed: float = 2.0
    """It is when it beats the best hour of the day before by this factor."""
    renewed_posts: int = 10

    dwarfs_usual: float = 2.0
    dwarfs_posts: int = 20
    """From this multiple and so many posts in an hour on, a rise that beats the day before like that is a
    wave even beyond the budget."""

    alike: float = 0.5
    """From this likeness on (0..1) waves of different topics are one story."""
    together_h: float = 12.0
    """But only when they began within so many hours of each other."""
