# What the README and CI call. A fresh machine needs Python 3.11+, make and git.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: audit web help docs demo test check soak bench lock clean browser neo4j neo4j-jars validate
.DEFAULT_GOAL := help

help:  ## Show this list
	@awk -F':.*## ' '/^[a-z0-9]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# One stamp a lock file: an unchanged lock costs nothing.
$(VENV)/run.stamp: requirements/run.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "netinvest needs Python 3.11 or newer; point PYTHON at one: make PYTHON=/path/to/python3.12 demo" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/run.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.lock
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements/followthemoney.lock >/dev/null 2>&1 || \
	  echo "PyICU cannot be built here (it needs a C++ compiler and ICU's headers): the followthemoney export is tested without its library" >&2
	@touch $@

demo: $(VENV)/run.stamp  ## A synthetic case from files to chart
	$(BIN)/netinvest demo --out demo

browser: $(VENV)/dev.stamp
	@$(BIN)/python tests/browser/ensure_chromium.py

neo4j-jars: $(VENV)/dev.stamp
	@$(BIN)/python tests/neo4j/server.py fetch

neo4j: $(VENV)/dev.stamp  ## A local Neo4j to try things out (PORT=7687, kept in .cache/neo4j/trial)
	@exec $(BIN)/python tests/neo4j/server.py run .cache/neo4j/trial

test: $(VENV)/dev.stamp browser neo4j-jars  ## Set up everything the tests need, and run them
	$(BIN)/python -m pytest -n 2 -m "not soak" --durations 15

check: $(VENV)/dev.stamp  ## ruff, mypy strict, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

soak: $(VENV)/dev.stamp browser  ## The long and large tests
	$(BIN)/python -m pytest -n 2 -m soak

validate: $(VENV)/dev.stamp  ## How often findings are right: planted and null cases, written to docs/validation.md
	$(BIN)/python -m tests.validation.validate

# --strict: a package that the service knows nothing of is a failure, not a pass. Needs the network.
audit:  ## Known vulnerabilities of every locked package (needs the network)
	@test -x $(VENV)-audit/bin/python || $(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --require-hashes -r requirements/audit.lock
	@for lock in run dev followthemoney audit; do echo "== $$lock"; \
	  $(VENV)-audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements/$$lock.lock || exit 1; done

bench: $(VENV)/dev.stamp  ## Every benchmark: ratios against a peer in the same run
	@for b in benchmarks/*/*.py; do echo "== $$b"; $(BIN)/python $$b || exit 1; done

docs: $(VENV)/dev.stamp  ## The documentation as a site, offline (docs/_build/index.html); a warning is an error
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build

lock:  ## Write the locks anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml --group build -o requirements/run.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml --group build --group test --group check --group docs -c requirements/run.lock -o requirements/dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml --group followthemoney -c requirements/dev.lock -o requirements/followthemoney.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --group audit -c requirements/dev.lock -o requirements/audit.lock

web:  ## Build the interactive chart's script from its source anew (needs node and npm)
	cd netinvest/charts/web && npm ci --ignore-scripts --no-audit --no-fund --silent && node build.mjs

clean:  ## Remove the environment and caches
	rm -rf $(VENV) $(VENV)-audit .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis demo
