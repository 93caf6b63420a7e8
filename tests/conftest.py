"""What every test needs: a station of its own, never the one of whoever runs the tests.

Set before Django reads its settings. `STURMWARTE_DATABASE` is kept: it lets the same tests run on PostgreSQL.
"""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="sturmwarte-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

for name in [name for name in os.environ if name.startswith("STURMWARTE_")]:
    if name not in {"STURMWARTE_DATABASE", "STURMWARTE_BENCH_DATA"}:
        del os.environ[name]
os.environ["STURMWARTE_DATA"] = f"{_folder}/data"
os.environ["STURMWARTE_CONFIG"] = f"{_folder}/config"
os.environ["STURMWARTE_SECRET_KEY"] = "only for tests, and long enough to be taken"
os.environ["DJANGO_SETTINGS_MODULE"] = "sturmwarte.station.settings"
os.makedirs(os.environ["STURMWARTE_DATA"])
