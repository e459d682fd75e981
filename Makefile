# make demo     watch the TikTok story come in, in a minute    make test   lint and every test
# make install  prepare .venv with the command `reprieve`      make run    start the bot
#
# Each target sets up what it needs: .venv with the locked, hash-checked dependencies, installed with uv where it is
# on the machine and with pip elsewhere, and again only after a lock file has changed.

.DEFAULT_GOAL := help
.PHONY: help demo install run test test-fast bench lint format lock env-example clean

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
ARGS ?=

help:
	@sed -n '1,2s/^# //p' Makefile

demo: $(RUNTIME)
	@$(BIN)/reprieve demo $(ARGS)

install: $(RUNTIME)
	@echo "Ready: $(BIN)/reprieve --help"

run: $(RUNTIME)
	@set -a; if [ -f .env ]; then . ./.env; fi; set +a; exec $(BIN)/reprieve run $(ARGS)

test: $(DEV)
	@.ci/check $(BIN) lint tests -- $(ARGS)

test-fast: $(DEV)
	@.ci/check $(BIN) tests -- -m "not slow" $(ARGS)

# Figures, not tests: texts classified in a second, and what polling a thousand feeds costs.
bench: $(DEV)
	@$(BIN)/python -m tests.bench.bench_classify
	@$(BIN)/python -m tests.bench.bench_poll

lint: $(DEV)
	@.ci/check $(BIN) lint

format: $(DEV)
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

env-example: $(RUNTIME)
	@$(BIN)/python -m bot.config > .env.example

# Exact versions and hashes for every platform and Python, without an index or a host in them.
# `make lock ARGS=--upgrade` takes the newest versions that pyproject.toml allows.
lock: $(DEV)
	@.ci/lock $(BIN) $(ARGS)

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(RUNTIME): requirements.lock pyproject.toml
	@.ci/install requirements.lock $(VENV)
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml
	@.ci/install requirements-dev.lock $(VENV)
	@touch $@ $(RUNTIME)
