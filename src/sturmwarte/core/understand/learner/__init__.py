"""Learning what a post is from labelled posts: one calibrated, explained learner per dimension."""

from sturmwarte.core.understand.learner.errors import FileError, LearnerError, TrainingError
from sturmwarte.core.understand.learner.explain import Contribution
from sturmwarte.core.understand.learner.features import Batch, Features, Lexicon
from sturmwarte.core.understand.learner.learner import Learner

__all__ = [
    "Batch",
    "Contribution",
    "Features",
    "FileError",
    "Learner",
    "LearnerError",
    "Lexicon",
    "TrainingError",
]
