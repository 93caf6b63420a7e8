#!/bin/sh
# Prints the first Python on this machine that the station runs on (3.11 to 3.13), the machine's own first.
for name in python3 python3.13 python3.12 python3.11; do
    path=$(command -v "$name") || continue
    # A version manager's stub may stand in the path and still refuse, so each one is asked.
    if "$path" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; then
        echo "$path"
        exit 0
    fi
done
echo "No Python 3.11 to 3.13 found. Install one (Debian 12: apt-get install python3 python3-venv)," >&2
echo "or name it: make PYTHON=/path/to/python3.12 ..." >&2
exit 3
