# The commands of this project. `make` alone lists them.
# Works with GNU make 3.81 (macOS) and newer. Nothing here installs system packages except `system-packages`.

SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

VENV := .venv
BIN := $(VENV)/bin
PYTHON_IN_VENV := $(BIN)/python
# uv does not read pip's settings: where pip is told to use another package index, uv is told so too
INSTALL = VIRTUAL_ENV=$(VENV) UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$(PIP_INDEX)}" $(BIN)/uv pip install --quiet \
	--build-constraints requirements/build.txt
PIP_INDEX = $(shell $(PYTHON_IN_VENV) -m pip config list | sed -n "s/^[a-z:]*\.index-url='\(.*\)'$$/\1/p" | tail -n 1)
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links

CATALOGUES := $(wildcard translations/*/LC_MESSAGES/*.po)

PYTEST_WORKERS ?= 2

##@ Use

.PHONY: run
run: setup ## Set up and serve on http://127.0.0.1:8000 (PORT=…), with a demonstration municipality
	@RECHTENTOOL_DEMO="$${RECHTENTOOL_DEMO:-1}" $(BIN)/rechtentool serve

.PHONY: setup
setup: $(VENV)/.runtime $(VENV)/.translations frontend ## Set up everything the application needs, nothing more

.PHONY: frontend
frontend: static/vendor/site.css ## Bundle styles and fonts into static/vendor

##@ Check

.PHONY: test
test: packages-for-tests lint types imports translations-check pytest ## Set up and run every check and test, browser and PostgreSQL included

.PHONY: test-long
test-long: PYTEST_OPTIONS += --long
test-long: test ## The same with the full numbers (hours)

.PHONY: pytest
pytest: $(VENV)/.dev $(VENV)/.translations frontend ## The tests alone (PYTEST_OPTIONS=…)
	$(BIN)/pytest -n $(PYTEST_WORKERS) $(PYTEST_OPTIONS)

.PHONY: lint
lint: $(VENV)/.dev ## Style and likely mistakes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: $(VENV)/.dev ## Types; strict where a mistake costs most
	$(BIN)/mypy
	$(BIN)/mypy --strict --follow-imports=silent --cache-dir .mypy_cache/strict $(wildcard rechtentool/rulebook rechtentool/audit)

.PHONY: imports
imports: $(VENV)/.dev ## Who may import whom
	$(BIN)/lint-imports --no-logo

.PHONY: translations-check
translations-check: $(VENV)/.dev ## Whether every visible text stands in every catalogue
	@$(PYTHON_IN_VENV) tools/translations.py --check

.PHONY: bench
bench: $(VENV)/.dev $(VENV)/.translations ## Measure an assessment, beside another engine
	$(BIN)/rechtentool bench

##@ Change

.PHONY: format
format: $(VENV)/.dev ## Put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: translations
translations: $(VENV)/.dev ## Collect the visible texts and bring the catalogues up to date
	$(PYTHON_IN_VENV) tools/translations.py

.PHONY: wheel
wheel: $(VENV)/.dev frontend ## Build dist/*.whl with rules, templates, translations and static files inside
	$(PYTHON_IN_VENV) -m hatchling build -t wheel

.PHONY: lock
lock: $(VENV)/.uv ## Lock the newest allowed versions, with hashes and without addresses
	$(LOCK) --upgrade pyproject.toml -o requirements/runtime.txt
	$(LOCK) --upgrade pyproject.toml --group dev -c requirements/runtime.txt -o requirements/dev.txt
	$(LOCK) --upgrade --group build -c requirements/dev.txt -o requirements/build.txt
	$(LOCK) --upgrade --group frontend -o requirements/frontend.txt
	$(LOCK) --upgrade --group node -o requirements/node.txt
	$(LOCK) --upgrade --group uv -o requirements/uv.txt

.PHONY: clean
clean: ## Remove what set-up made: environment, caches, bundles (not the data in instance/)
	rm -rf $(VENV) build dist node_modules static/vendor .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find translations -name '*.mo' -delete

##@ Machine

.PHONY: system-packages
system-packages: ## Install a C compiler, Chromium and fonts where missing (Debian, Ubuntu, Homebrew)
	tools/system_packages.sh install

.PHONY: packages-for-tests
packages-for-tests:
	@tools/system_packages.sh ensure

.PHONY: help
help: ## This list
	@awk 'BEGIN { FS = ":.*## " } /^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Set-up, step by step; a step runs again when what it depends on has changed.

$(VENV)/pyvenv.cfg:
	@tools/create_venv.sh $(VENV)

$(VENV)/.uv: $(VENV)/pyvenv.cfg requirements/uv.txt
	@$(PYTHON_IN_VENV) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.runtime: $(VENV)/.uv requirements/runtime.txt requirements/build.txt pyproject.toml
	@tools/system_packages.sh compiler
	@echo 'Installing what the application needs'
	@$(INSTALL) --require-hashes -r requirements/runtime.txt
	@$(INSTALL) --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.txt
	@echo 'Installing what the tests need'
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.frontend: $(VENV)/.uv requirements/frontend.txt requirements/node.txt
	@$(INSTALL) --require-hashes -r requirements/frontend.txt
	@command -v node >/dev/null && command -v npm >/dev/null || $(INSTALL) --require-hashes -r requirements/node.txt
	@touch $@

$(VENV)/.translations: $(VENV)/.runtime $(CATALOGUES)
	$(if $(CATALOGUES),@$(BIN)/pybabel --quiet compile --directory translations)
	@touch $@

static/vendor/site.css: $(VENV)/.frontend package-lock.json .npmrc tools/frontend.py tools/bundle.mjs $(wildcard static/css/*.css)
	@echo 'Bundling styles and fonts'
	@$(PYTHON_IN_VENV) tools/frontend.py
