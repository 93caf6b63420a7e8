"""What can go wrong with a learner.

LearnerError
├── TrainingError   the examples cannot be learned from
└── FileError       a saved learner cannot be read (or is not one)
"""


class LearnerError(ValueError):
    """One clear line: what is wrong and the mend."""


class TrainingError(LearnerError):
    """Too few examples or classes, or columns of different lengths."""


class FileError(LearnerError):
    """Damaged, foreign, or written by a newer version."""
