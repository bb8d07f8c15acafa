# Everything a newcomer and CI run. Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
.DEFAULT_GOAL := help
.PHONY: help run test lint format bench openapi lock clean

help: ## Show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# A lock file's stamp is newer than the lock where what it lists is installed; development has all that running needs.
.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/%.stamp: locks/%.txt pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r $<
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

run: $(if $(wildcard .venv/dev.stamp),.venv/dev.stamp,.venv/run.stamp) ## Set up and serve on 127.0.0.1:8000
	$(BIN)/tuijin migrate
	$(BIN)/tuijin seed
	exec $(BIN)/tuijin serve

test: .venv/dev.stamp ## Set up and run all tests
	$(BIN)/python -m pytest --numprocesses auto $(PYTEST)

lint: .venv/dev.stamp ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/dev.stamp ## Mend style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/bench.stamp ## Measure speed and memory
	$(BIN)/python -m bench

openapi: .venv/dev.stamp ## Write openapi.yaml
	$(BIN)/tuijin openapi > openapi.yaml.new && mv openapi.yaml.new openapi.yaml

lock: ## Pin dependencies anew (needs uv)
	sh locks/lock.sh

clean: ## Remove what make has made, the data aside
	rm -rf .venv .mypy_cache .ruff_cache
