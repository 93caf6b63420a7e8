"""The company's own models, if any are named: whether they can be used."""

from collections.abc import Iterator, Mapping

from sturmwarte.core.understand.dimensions import DIMENSIONS
from sturmwarte.core.understand.folder import fitting
from sturmwarte.engine.doctor.finding import Finding, doubtful, good, wrong
from sturmwarte.engine.own_model import SETTING, look

CHECK = "own model"


def own_model_checks(values: Mapping[str, str]) -> Iterator[Finding]:
    """Kinds of the plan's own are checked where the plan is put to work."""
    found = look(values[SETTING])
    dimensions = {model.card.dimension: DIMENSIONS[model.card.dimension] for model in found.models}
    plan_free = [model for model in found.models if model.card.dimension != "kinds"]
    kept, unfit = fitting(plan_free, dimensions)
    for error in (*found.errors, *unfit):
        yield wrong(
            CHECK,
            "%(file)s: %(what)s",
            "posts are judged without it",
            "%(mend)s",
            {"file": error.file, "what": error.what, "mend": error.mend},
        )
    for model in (*kept, *(model for model in found.models if model not in plan_free)):
        yield good(
            CHECK,
            "%(file)s judges %(dimension)s",
            {"file": model.file, "dimension": model.card.dimension},
        )
    for embedder in found.embedders:
        yield doubtful(
            CHECK,
            "%(file)s has no head",
            "it knows words but judges nothing",
            "put weights.npz and sturmwarte.json there; see docs/own-model.md",
            {"file": embedder.file},
        )
