#!/bin/sh
# Pins everything with hashes and without addresses, for all platforms and Python 3.11 or newer. Needs uv.
set -eu
pin() {
    uv pip compile --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet \
        --python-version 3.11 pyproject.toml --extra postgres "$@"
}
pin --group build -o locks/run.txt
pin --group dev -c locks/run.txt -o locks/dev.txt
pin --group dev --group bench -c locks/dev.txt -o locks/bench.txt
