"""What the stages share: the brain made from the plan, the archive, the campaigns, the measures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sturmwarte.core.post import Post
from sturmwarte.core.reason import Reason
from sturmwarte.engine.brain import Brain, languages
from sturmwarte.engine.gathered import Gathered
from sturmwarte.engine.measures import Measures
from sturmwarte.station.archive import Archive


@dataclass
class Context:
    """`brain` is None while no plan is active: posts are kept, and nothing is said about them."""

    brain: Brain | None
    archive: Archive
    measures: Measures = field(default_factory=Measures)
    campaigns: Gathered = field(default_factory=Gathered)
    languages: Callable[[Sequence[Post]], list[tuple[str, Reason]]] = languages
