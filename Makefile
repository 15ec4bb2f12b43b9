# The commands of povertykit. Only Python 3.11 or later (with venv) and make are needed; each target sets up what it
# needs in $(VENV) the first time, and again when pyproject.toml changes.
#   make demo VENV=elsewhere PYTHON=/path/of/python3.12    are the two things that can be chosen

VENV ?= .venv
PYTHON ?=
RUN := $(VENV)/bin/python
DEV := $(VENV)/.installed-dev
DOCS := $(VENV)/.installed-docs
PEERS := frames openfisca policyengine ttsim
# pyright looks for the installed package through the first `python` of the path
PYRIGHT = PATH="$(abspath $(VENV))/bin:$$PATH" PYRIGHT_PYTHON_IGNORE_WARNINGS=1 pyright

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test coverage lint format types docs docs-serve bench bench-measures bench-peers bench-populations parity mutate clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1|/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

demo: $(VENV)/.installed-cli ## pay a register of households and explain one household
	@echo "povertykit: paying the example register (examples/02_register.py)"
	@$(RUN) examples/02_register.py
	@echo "povertykit: explaining one household (examples/01_household.py)"
	@$(RUN) examples/01_household.py
	@echo "povertykit: the payment list, the rejects and the rest are in out/; the register is examples/registers/"

test: $(DEV) ## run every test
	@echo "povertykit: running the tests"
	@$(RUN) -m pytest

coverage: $(DEV) ## run every test with branch coverage, which takes about twice as long
	@echo "povertykit: running the tests with branch coverage"
	@$(RUN) -m pytest --cov --cov-report=term

lint: $(DEV) ## check style and formatting
	@echo "povertykit: checking style and formatting"
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .

format: $(DEV) ## put style and formatting right
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .

types: $(DEV) ## check types: mypy strict, pyright, and that the public surface is wholly typed
	@echo "povertykit: checking types"
	@$(RUN) -m mypy
	@$(PYRIGHT)
	@$(PYRIGHT) --verifytypes povertykit --ignoreexternal

docs: $(DOCS) ## generate the reference and build the documentation into site/
	@echo "povertykit: building the documentation into site/"
	@$(RUN) docs/generate.py
	@NO_MKDOCS_2_WARNING=1 $(RUN) -m mkdocs build --strict --quiet

docs-serve: $(DOCS) ## serve the documentation while it is written
	@$(RUN) docs/generate.py
	@NO_MKDOCS_2_WARNING=1 $(RUN) -m mkdocs serve

bench: $(DEV) ## measure, as ratios within one run
	@echo "povertykit: measuring (python -m benchmarks)"
	@$(RUN) -m benchmarks

bench-peers: $(DEV) $(PEERS:%=.peers/%/.installed) ## measure beside other libraries; ROWS=10000000 for ten million
	@echo "povertykit: measuring beside other libraries (python -m benchmarks.peers)"
	@$(RUN) -m benchmarks.peers $(ROWS)

bench-measures: $(DEV) .peers/microdf/.installed ## measure poverty and inequality beside microdf; ROWS=1000000 for fewer
	@echo "povertykit: measuring poverty and inequality (python -m benchmarks.measures)"
	@$(RUN) -m benchmarks.measures $(ROWS)

bench-populations: $(DEV) ## measure whole registers, to 50 million rows: seconds and peak memory; takes long
	@echo "povertykit: measuring registers of CSV, arrays and Parquet (python -m benchmarks.populations)"
	@$(RUN) -m benchmarks.populations

parity: $(DEV) ## compare every path in, every split and every engine, 10 million drawn households; takes long
	@echo "povertykit: comparing every path and engine (python -m benchmarks.parity)"
	@$(RUN) -m benchmarks.parity

mutate: $(VENV)/.installed-mutation ## change the code of money and calculators and see whether a test notices
	@echo "povertykit: testing the tests by mutation; this takes long"
	@rm -rf mutants && mkdir mutants && git ls-files -z | xargs -0 cp --parents -t mutants
	@cd mutants && export PATH="$(abspath $(VENV))/bin:$$PATH" PYTHONPATH="$(CURDIR)/mutants/src" && \
		cosmic-ray init mutation.toml mutation.sqlite && cosmic-ray exec mutation.toml mutation.sqlite && \
		cr-report --surviving-only --show-diff mutation.sqlite

clean: ## remove what the targets made
	rm -rf $(VENV) .peers .ci/venv site build dist out mutants .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	rm -rf docs/reference docs/jurisdictions docs/pictures docs/contributing.md docs/changelog.md docs/coverage.md

# One stamp for each set of extras. `pip` says only what went wrong.
$(VENV)/.installed-%: pyproject.toml | $(VENV)/bin/python
	@echo "povertykit: installing povertykit[$*] into $(VENV)"
	@$(RUN) -m pip install -qq --disable-pip-version-check -e ".[$*]"
	@touch $@

# An environment for each of the other libraries, with nothing else in it. One that cannot be installed is named and left
# out of the tables; the next run tries it again.
.peers/frames/.installed: INSTALLED = duckdb pandas polars
.peers/openfisca/.installed: INSTALLED = OpenFisca-Core
.peers/policyengine/.installed: INSTALLED = policyengine-core
.peers/ttsim/.installed: INSTALLED = ttsim-backend
.peers/microdf/.installed: INSTALLED = microdf-python
.peers/%/.installed: | $(VENV)/bin/python
	@echo "povertykit: installing $(INSTALLED) into .peers/$*"
	@$(RUN) -m venv .peers/$* && .peers/$*/bin/python -m pip install -qq --disable-pip-version-check $(INSTALLED) \
	    && touch $@ || echo "povertykit: $(INSTALLED) could not be installed" >&2

$(VENV)/bin/python:
	@for candidate in $(or $(PYTHON),python3.13 python3.12 python3.11 python3); do \
	    if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "povertykit: making $(VENV) with $$("$$candidate" --version)"; \
	        exec "$$candidate" -m venv --clear $(VENV); \
	    fi; \
	done; \
	echo "povertykit: no Python 3.11 or later with the venv module was found" \
	    "(looked for: $(or $(PYTHON),python3.13 python3.12 python3.11 python3); python3 is: $$(python3 --version 2>&1 | head -n 1))." >&2; \
	echo "povertykit: install one (on Debian and Ubuntu also the package python3-venv), or name one: make PYTHON=... $(MAKECMDGOALS)" >&2; \
	exit 1
