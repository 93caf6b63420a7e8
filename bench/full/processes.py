"""What each process of a station takes: seconds of CPU, and memory with its share of what several use."""

import os
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
NAMES = ("run_web", "run_engine", "run_ears", "upkeep")


@dataclass(frozen=True)
class Taken:
    cpu_s: float
    mib: float


def children(pid: int) -> dict[str, int]:
    """The supervisor's processes by name, and itself."""
    found = {"serve": pid}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
        try:
            words = Path(f"/proc/{child}/cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        name = next((name for name in NAMES if name in words), f"other {child}")
        found[name.removeprefix("run_")] = int(child)
    return found


def taken(pid: int) -> dict[str, Taken]:
    """Of the supervisor and all it started. Needs Linux."""
    found = {}
    for name, child in children(pid).items():
        try:
            found[name] = Taken(_cpu(child), _memory(child))
        except OSError:
            continue
    return found


def _cpu(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICKS


def _memory(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
