#!/bin/sh
# Computes the locks: exact versions with hashes for every platform and Python, without any address,
# so that each machine takes the packages from wherever it is configured to.
set -eu
compile() {
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
        --no-emit-index-url --no-emit-find-links --no-annotate --no-header "$@"
}
compile "$@" requirements/uv.in -o requirements/uv.txt
compile "$@" pyproject.toml -o requirements/runtime.txt
compile "$@" pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt
