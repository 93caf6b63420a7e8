#!/bin/sh
# debian-packages.sh NAME...: installs what is missing when run as root; otherwise says so and goes on.
# The tests that need a missing package skip and name it.
missing=""
for name in "$@"; do
    if command -v dpkg-query >/dev/null; then
        dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing="$missing $name"
    else
        missing="$missing $name"
    fi
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Debian packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    # The lists of a fresh machine are empty; a stale one is refreshed only when the install fails.
    # shellcheck disable=SC2086  # one word a package
    apt-get install -qq -y --no-install-recommends $missing >/dev/null 2>&1 ||
        { apt-get update -qq && apt-get install -qq -y --no-install-recommends $missing >/dev/null; } ||
        echo "NOT INSTALLED:$missing (apt-get failed); the tests that need them will be skipped" >&2
else
    echo "NOT INSTALLED:$missing. The tests that need them will be skipped; to have them:" >&2
    echo "    sudo apt-get install$missing" >&2
fi
