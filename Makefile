# Sijangsil: every command a person needs. `make` alone lists them.
# HOST, PORT, SIJANGSIL_HOME, SIJANGSIL_CITY and the other variables of the README pass through;
# PYTHON=/path/to/python3 chooses the interpreter of .venv when it is made.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PY := .venv/bin/python
SETUP := sh geodata/setup/setup.sh

.PHONY: help run setup test check bench demo-reset clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' Makefile

run: ## install what is missing, build the city, serve it (HOST=127.0.0.1 PORT=8050)
	@$(SETUP) run
	@$(PY) -m geodata build
	@exec $(PY) -m dash_app

setup: ## only install: .venv, the pinned libraries, SpatiaLite
	@$(SETUP) run

test: ## install what the tests need and run all of them, with the browser
	@$(SETUP) test
	@$(PY) -m pytest

check: ## format, lint, types, and the tests that need no browser
	@$(SETUP) check
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m pytest -m "not browser"

bench: ## measure and print the figures (ONLY="points live" for some)
	@$(SETUP) check
	@$(PY) -m tests.bench $(ONLY)

demo-reset: ## throw the demonstration state away and build it anew; ALL=1: imported sets too
	@$(SETUP) run
	@$(PY) -m geodata demo reset $(if $(ALL),--all)

clean: ## remove .venv and the tools' caches; what was built and imported stays
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
