# Every command a person needs; `make` prints this list.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
PIP_QUIET := --disable-pip-version-check --quiet
# The machine's own certificates, as pip does: offices often stand behind a proxy that signs with its own.
export UV_SYSTEM_CERTS ?= true

.PHONY: help run test check fix bench doctor lock docs clean

help:  ## Print this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Vùng Xanh needs Python 3.11 or later: $$($(PYTHON) --version) found. Try: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install $(PIP_QUIET) uv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/bin/uv
	@echo "Installing the program's libraries …"
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --no-deps -e .
	@$(BIN)/python -m compileall -q -j 0 src .venv || true  # a start reads bytecode, even where Python may not write it
	@touch $@

.venv/test.stamp: requirements-dev.lock .venv/run.stamp
	@echo "Installing the tools for tests …"
	@$(BIN)/uv pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

run: .venv/run.stamp  ## Open the demonstration province at http://127.0.0.1:8000; PORT=9000 for another door
	@$(BIN)/vungxanh run --port $(PORT)

test: .venv/test.stamp  ## Run every test, on SQLite and on PostgreSQL, and the journeys in Chromium
	@$(BIN)/python -m tests.everything

check: .venv/test.stamp  ## Lint, types, import rules, templates, laws of the house, migrations on both engines
	@$(BIN)/python -m tests.checks

fix: .venv/test.stamp  ## Format and mend what tools can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet . ; $(BIN)/djlint --quiet --reformat src || true

bench: .venv/test.stamp  ## Measure what the README quotes
	@$(BIN)/python -m benchmarks

doctor: .venv/run.stamp  ## Say what this deployment lacks
	@$(BIN)/vungxanh doctor

lock: .venv/bin/uv  ## Resolve the libraries again into the hashed, host-free locks
	@$(BIN)/uv pip compile --quiet pyproject.toml --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate -o requirements.lock
	@$(BIN)/uv pip compile --quiet pyproject.toml --group dev --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate -o requirements-dev.lock

docs: .venv/run.stamp  ## Write the OpenAPI snapshot again
	@$(BIN)/vungxanh openapi > docs/api/openapi.json

clean:  ## Remove the environment and the demonstration's data
	@rm -rf .venv var
