# Everything a newcomer needs: `make demo` translates a sample note, `make test` proves the whole.
# Each target does its own set-up, says what it cannot install, and is quick the second time.

PYTHON ?= python3
ENGINE ?= auto
OUT    ?= out
TO     ?= en,es
NOTE   ?= samples/fr-monnaies-locales.pdf
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: setup setup-dev demo serve test lint format bench bench-service chaos lock clean

setup: system $(VENV)/.runtime

setup-dev: setup system-dev $(VENV)/.dev

.PHONY: system system-dev
system:
	@sh setup/system.sh runtime
system-dev:
	@sh setup/system.sh dev

$(BIN)/python:
	@sh setup/environment.sh create $(PYTHON) $(VENV)

$(VENV)/.runtime: requirements.lock pyproject.toml | $(BIN)/python
	@sh setup/environment.sh install $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@sh setup/environment.sh install $(VENV) requirements-dev.lock
	@touch $@

demo: setup
	@if [ "$(ENGINE)" = argos ]; then $(BIN)/tripont engines install all; fi
	@# 5 says "done, with findings that a person must see", which for a demonstration is done.
	@$(BIN)/tripont translate $(NOTE) --to $(TO) --engine $(ENGINE) --out $(OUT) || [ $$? = 5 ]

serve: setup
	@$(BIN)/tripont serve $(ARGS)

test: setup-dev
	@$(BIN)/pytest $(ARGS)

lint: setup-dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@sh setup/lock.sh check

format: setup-dev
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

bench: setup-dev
	@$(BIN)/python -m tests.bench

bench-service: setup-dev
	@$(BIN)/python -m tests.bench_service $(ARGS)

chaos: setup-dev
	@sh setup/system.sh chaos
	@$(BIN)/python -m tests.chaos $(ARGS)

lock:
	@sh setup/lock.sh make

clean:
	rm -rf $(VENV) $(OUT) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
