"""What every test needs: a station of its own, never the one of whoever runs the tests.

Set before Django reads its settings. `STURMWARTE_DATABASE` is kept: it lets the same tests run on PostgreSQL.
"""

import atexit
import logging
import os
import shutil
import sys
import tempfile
from pathlib import Path

import django
import pytest
from hypothesis import settings

# Tests are not timed: what hangs is found by tests of its own.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Servers of tests speak after their test has ended, when nobody listens any more.
logging.getLogger("mail.log").setLevel(logging.CRITICAL)
logging.getLogger("websockets.server").setLevel(logging.CRITICAL)

# Where Python may not write beside the sources, bytecode is kept apart: half of the start of every process
# that a test starts would be compiling.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
    sys.dont_write_bytecode = False
    sys.pycache_prefix = str(Path(__file__).parents[1] / ".cache/bytecode")
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix

_folder = tempfile.mkdtemp(prefix="sturmwarte-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

for name in [name for name in os.environ if name.startswith("STURMWARTE_")]:
    if name not in {"STURMWARTE_DATABASE", "STURMWARTE_BENCH_DATA"} and not name.startswith(
        "STURMWARTE_SOAK"
    ):
        del os.environ[name]
os.environ["STURMWARTE_DATA"] = f"{_folder}/data"
os.environ["STURMWARTE_CONFIG"] = f"{_folder}/config"
os.environ["STURMWARTE_SECRET_KEY"] = "only for tests, and long enough to be taken"
os.environ["DJANGO_SETTINGS_MODULE"] = "sturmwarte.station.settings"
Path(os.environ["STURMWARTE_DATA"]).mkdir(parents=True)
django.setup()

from django.db import connection  # noqa: E402 - only now are there settings

if connection.vendor == "sqlite":
    # A file as in life: the one in memory knows neither a log nor two writers who wait for each other.
    connection.settings_dict["TEST"]["NAME"] = f"{_folder}/test.db"


def pytest_collection_modifyitems(config, items) -> None:
    """A test in a real browser is tried twice (docs/decisions/0990), and named in the summary."""
    once = config.getoption("reruns") == 0
    for item in items:
        if not once and "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))
