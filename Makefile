# The project's commands; every one sets up .venv by itself. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

help: ## list the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' Makefile

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python is missing: sudo apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "smsbox needs Python 3.11 or newer; this is $$($(PYTHON) --version)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv is missing: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run-stamp: pyproject.toml | $(BIN)/python
	@echo "Setting up smsbox (once, about a minute) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.test-stamp: pyproject.toml | $(BIN)/python
	@echo "Setting up the test tools (once) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@ $(VENV)/.run-stamp

tests/browser/node_modules/.stamp: tests/browser/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: sudo apt install npm"; exit 1; }
	@cd tests/browser && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

run: $(VENV)/.run-stamp ## start a demo shop with two virtual modems
	@exec $(BIN)/smsbox demo $(ARGS)

lint: $(VENV)/.test-stamp ## format check, lint, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

test: lint tests/browser/node_modules/.stamp ## every check and test, two to four at a time
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

test-system: $(VENV)/.test-stamp tests/browser/node_modules/.stamp ## long runs: kill at every write, audit of every look (needs strace)
	@$(BIN)/python -m pytest -m system $(ARGS)

bench: $(VENV)/.test-stamp ## speed, as ratios to a reference in the same run; ARGS=pages for a part
	@$(BIN)/python -m tests.bench $(ARGS)

translations: $(VENV)/.run-stamp ## bring the page's catalogues up to date; ARGS=de begins a new one
	@$(BIN)/python -m web.catalogues $(ARGS)

screenshots: $(VENV)/.test-stamp ## pictures of every page, three widths, light and dark, in FOLDER (default: build/screenshots)
	@$(BIN)/python -m tests.browser.screenshots $(or $(FOLDER),build/screenshots)

.PHONY: help run screenshots translations lint test test-system bench
