"""Topics of talk: what people talk about within a topic, found without being told what to look for."""

from sturmwarte.core.understand.talk.cluster import Cluster
from sturmwarte.core.understand.talk.talk import Said, Talk

__all__ = ["Cluster", "Said", "Talk"]
