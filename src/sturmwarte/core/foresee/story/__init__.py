"""What a wave is about and who tells it. The face."""

from sturmwarte.core.foresee.story.story import story as story
from sturmwarte.core.foresee.story.told import Announced as Announced
from sturmwarte.core.foresee.story.told import Told as Told
