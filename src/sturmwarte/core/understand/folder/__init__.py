"""A company's own model, from a folder on its own machine, as one more voter.

    wanted(folder, names)   which files to read, and how large they may be
    opened(folder, files)   a model, tried once
    fitting(models, dims)   those the plan has a use for
    FolderVoter(models)     votes

Reading the files is the engine's (`engine/own_model.py`).
"""

from sturmwarte.core.understand.folder.errors import Damaged, FolderError, MissingLibrary, Unfit
from sturmwarte.core.understand.folder.opening import Model, opened, wanted
from sturmwarte.core.understand.folder.vectors import Embedder
from sturmwarte.core.understand.folder.voter import FolderVoter, fitting

__all__ = [
    "Damaged",
    "Embedder",
    "FolderError",
    "FolderVoter",
    "MissingLibrary",
    "Model",
    "Unfit",
    "fitting",
    "opened",
    "wanted",
]
