# Everything a developer or a server types. `make help` reads the lines marked with ##.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
STAMPS := $(VENV)/.stamps
INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --no-input --require-hashes

CATALOGUES := $(shell find translations -name '*.po' 2>/dev/null)
# The style sheet holds only the classes that some page or script names.
ASSET_INPUTS := $(shell find assets templates static/img -type f 2>/dev/null) $(shell find app -name forms.py) app/kernel/pagewords.py
TESTS ?= tests
# Long ones on purpose only: make test MARKS=crash_long
MARKS ?= not bench and not crash_long and not journey and not crash
ARGS ?=
PYTEST = $(PY) -m pytest -n 2 --dist loadgroup

.PHONY: help
help: ## Show what can be typed
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(STAMPS)/runtime postgresql $(STAMPS)/pdf assets compile-translations ## Prepare this machine: dependencies, front end, PDF library, translations

.PHONY: run
run: setup ## Start everything and print the address and the demo log-ins (Ctrl-C stops it)
	@$(PY) -m app.launch $(ARGS)

.PHONY: test
test: setup $(STAMPS)/dev ## Install what tests need and run them (TESTS=tests/claims ARGS="-k money")
	$(PYTEST) -m "$(MARKS)" $(TESTS) $(ARGS)

.PHONY: journeys
journeys: setup $(STAMPS)/dev ## The tests in a real browser: people's ways through the house, by keyboard and on a phone
	$(PYTEST) -m "journey and not bench and not crash_long" tests/journeys $(ARGS)

.PHONY: crash
crash: setup $(STAMPS)/dev ## The tests that kill our processes at fail-points and start them again
	$(PYTEST) -m "crash and not bench and not crash_long" tests/crash $(ARGS)

.PHONY: sure
sure: setup $(STAMPS)/dev ## All checks of form: style, types, import floors, translations, states, migrations, locks
	@$(PY) -m tools.sure

.PHONY: bench
bench: setup $(STAMPS)/dev ## Measure against ceilings taken in the same run, as ratios
	@$(PY) -m benchmarks $(ARGS)

.PHONY: states
states: setup ## Draw docs/states/ from the state tables
	@$(PY) -m app.launch exec --scratch -- python -m flask states

.PHONY: format
format: $(STAMPS)/dev ## Put the source into the house's form
	@$(PY) -m ruff format . && $(PY) -m ruff check --fix .

.PHONY: locks
locks: $(STAMPS)/dev ## Pin the dependencies anew after a change in requirements*.in
	@$(PY) -m tools.locks compile

.PHONY: clean
clean: ## Remove what setup and tests made; the database in var/ stays
	rm -rf $(VENV) node_modules static/build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find translations -name '*.mo' -delete

# ---- what setup is made of; a stamp is renewed only when what it was made from changes

$(PY):
	@sh tools/make_venv.sh $(VENV)

$(STAMPS)/runtime: requirements.txt | $(PY)
	@echo "Installing the pinned dependencies (a minute or two) ..."
	@$(INSTALL) -r requirements.txt
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/runtime
	@echo "Installing what tests and checks need ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

.PHONY: postgresql
postgresql: $(STAMPS)/runtime
	@if [ -z "$$DATABASE_URL" ] && ! $(PY) -m tools.have_postgresql; then \
	  echo "This machine has no PostgreSQL server: installing one into $(VENV) ..."; \
	  $(INSTALL) -r requirements-postgres.txt; fi

$(STAMPS)/pdf: tools/pdf_libraries.py | $(STAMPS)/runtime
	@$(PY) -m tools.pdf_libraries
	@touch $@

.PHONY: assets
assets: $(if $(wildcard package.json),static/build/.stamp) ## Build the style sheets and scripts into static/build/

static/build/.stamp: node_modules/.stamp $(ASSET_INPUTS)
	@echo "Building the front end ..."
	@PATH="$$($(PY) -m tools.find_node):$$PATH" node assets/build.mjs
	@touch $@

node_modules/.stamp: package.json package-lock.json | $(STAMPS)/runtime
	@echo "Fetching the front end's packages ..."
	@PATH="$$($(PY) -m tools.find_node):$$PATH" npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

.PHONY: compile-translations
compile-translations: $(STAMPS)/translations ## Compile the Arabic catalogues

$(STAMPS)/translations: $(CATALOGUES) | $(STAMPS)/runtime
	@$(PY) -m tools.translations compile
	@touch $@
