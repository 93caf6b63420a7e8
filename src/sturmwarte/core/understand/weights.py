"""How much each voter counts before a company has labels of its own: packs/understand/weights.yaml."""

from collections.abc import Mapping
from functools import cache

from sturmwarte import packs
from sturmwarte.core.plan.entry import Entry
from sturmwarte.core.understand.pool import Weights


class Shipped(Entry):
    voters: dict[str, float]
    bias: dict[str, float] = {}


def by_rules() -> Mapping[str, Weights]:
    """Where nothing learned has a say: every voter as it comes."""
    return {name: Weights(dict.fromkeys(one.voters, 1.0)) for name, one in shipped().items()}


@cache
def shipped() -> Mapping[str, Weights]:
    """By dimension. `bias` is in log odds, for the label it names."""
    listed = packs.data("understand", "weights.yaml")
    checked = {name: Shipped.model_validate(entry) for name, entry in listed.items()}
    return {name: Weights(one.voters, one.bias) for name, one in checked.items()}
