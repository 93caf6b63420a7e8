"""Understanding posts as a library, no server needed.

from sturmwarte.understand import Learner
learner = Learner().fit(texts, labels)
learner.predict(["..."]), learner.predict_proba(["..."]), learner.explain("...")

from sturmwarte.understand import Understand
Understand().read(post)  # by words and rules; shipped examples join with prior=learned()
"""

from sturmwarte.core.understand.campaign import Campaigns
from sturmwarte.core.understand.learner import (
    Contribution,
    Features,
    FileError,
    Learner,
    LearnerError,
    TrainingError,
)
from sturmwarte.core.understand.reader import Understand
from sturmwarte.core.understand.reading import NONE, Aspect, Emotion, Heat, Kind, Likely, Reading, Sentiment
from sturmwarte.core.understand.talk import Talk
from sturmwarte.core.understand.team import Example, Team, train

__all__ = [
    "NONE",
    "Aspect",
    "Campaigns",
    "Contribution",
    "Emotion",
    "Example",
    "Features",
    "FileError",
    "Heat",
    "Kind",
    "Learner",
    "LearnerError",
    "Likely",
    "Reading",
    "Sentiment",
    "Talk",
    "Team",
    "TrainingError",
    "Understand",
    "train",
]
