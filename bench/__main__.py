"""`python -m bench`: runs every benchmark of this folder in a process of its own and keeps what it says.

Results go to bench/results/NAME.txt with the machine they were taken on. A benchmark that needs outside data
and has none says so and ends with code 0.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LEFT_OUT = {"__init__", "__main__"}


def main() -> int:
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    machine = f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    failed = []
    for script in sorted(HERE.glob("*.py")):
        if script.stem in LEFT_OUT:
            continue
        print(f"== {script.stem}", flush=True)
        done = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True, check=False)
        print(done.stdout, flush=True)
        (results / f"{script.stem}.txt").write_text(f"{machine}\n\n{done.stdout}", encoding="utf-8")
        if done.returncode:
            failed.append(script.stem)
    if failed:
        print("failed:", ", ".join(failed), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
