"""What can go wrong with a company's own model.

FolderError
├── MissingLibrary   the optional libraries are not installed
├── Damaged          a file is missing, too big, not what it should be, or fails in the trial run
└── Unfit            the model judges something else, or by other labels
"""

from collections.abc import Iterator
from contextlib import contextmanager

GUIDE = "see docs/own-model.md"


class FolderError(ValueError):
    """One clear line: which file, what is wrong, and the mend."""

    def __init__(self, file: str, what: str, mend: str) -> None:
        super().__init__(f"{file}: {what}; {mend}")
        self.file, self.what, self.mend = file, what, mend


class MissingLibrary(FolderError):
    def __init__(self, folder: str, library: str) -> None:
        super().__init__(folder, f"{library} is not installed", "run pip install 'sturmwarte[models]'")


class Damaged(FolderError):
    pass


class Unfit(FolderError):
    pass


@contextmanager
def reading(file: str, mend: str) -> Iterator[None]:
    """Whatever a library says of a hostile file becomes one line about that file."""
    try:
        yield
    except (FolderError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic in a library's native part is no Exception
        said = " ".join(str(error).split())[:200] or type(error).__name__
        raise Damaged(file, f"cannot be used ({said})", mend) from None
