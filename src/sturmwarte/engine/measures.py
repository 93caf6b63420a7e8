"""What the engine counts, by stage, for /metrics. Written to a file that the web process adds to its own."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

FILE = "engine.prom"


class Measures:
    """One per process. Counters start at zero with it; Prometheus knows what that means."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.posts = Counter(
            "sturmwarte_stage_posts", "Posts that entered a stage", ["stage"], registry=self.registry
        )
        self.seconds = Counter(
            "sturmwarte_stage_seconds", "Seconds spent in a stage", ["stage"], registry=self.registry
        )
        self.errors = Counter(
            "sturmwarte_stage_errors", "Posts a stage failed on", ["stage"], registry=self.registry
        )
        self.outcomes = Counter(
            "sturmwarte_posts", "Posts by what became of them", ["run", "outcome"], registry=self.registry
        )
        self.cases = Counter(
            "sturmwarte_cases_opened", "Cases opened by the station", ["run"], registry=self.registry
        )
        self.jobs = Counter(
            "sturmwarte_jobs", "Jobs done or failed", ["kind", "result"], registry=self.registry
        )
        self.waiting = Gauge("sturmwarte_inbox_waiting", "Lines waiting in the inbox", registry=self.registry)

    @contextmanager
    def stage(self, name: str, posts: int) -> Iterator[None]:
        """Times a stage over a number of posts."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.posts.labels(name).inc(posts)
            self.seconds.labels(name).inc(time.perf_counter() - begun)

    def write(self, folder: Path) -> None:
        """Puts the counts where the web process finds them, whole or not at all."""
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{FILE}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(generate_latest(self.registry))
        Path(name).replace(folder / FILE)
