#!/bin/sh
# make-venv.sh PYTHON FOLDER LOCK: a virtual environment with exactly the locked packages in it.
#
# uv comes first, from a lock of its own. Where it cannot reach the packages (pip may be configured for
# a mirror that uv does not know), pip installs the same lock with the same hashes, only slower.
set -eu
python=$1 venv=$2 lock=$3

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    sh "$(dirname "$0")/debian-packages.sh" python3-venv
fi
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
    -r requirements/uv.txt
if ! "$venv/bin/uv" pip sync --quiet --system-certs --python "$venv/bin/python" --require-hashes "$lock"; then
    echo "uv could not install the lock; pip tries the same (slower)" >&2
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
