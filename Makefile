# make audit   audit the LeanOS workspace in this repository as of today, and draw it
# make test    ruff, mypy and every test
# make bench   measure the auditor beside its rivals, and write benchmarks/RESULTS.md (about ten minutes)
# make reports rewrite what is committed in reports/, as of today
# make format  rewrite the code as ruff wants it
# make tools   install what tests need from npm into build/tools; `make test` does it
# make catalog refresh the list of trackers in auditor/data from npm (the entries of the catalog are written by hand)
# make lock    refresh requirements.lock and benchmarks/requirements.txt
# make clean   remove what the above made
#
# Needs Python 3.11 or newer and nothing else: `make PYTHON=python3.12 test` chooses another one.

PYTHON ?= python3
# More arguments for pytest: as many processes as there are processors. `make test PYTEST_ARGS=` uses one.
PYTEST_ARGS ?= -n auto

BIN := .venv/bin
STAMP := .venv/installed
TOOLS := build/tools/installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The rivals of the benchmarks live apart: nothing of the project depends on them.
BENCH := .venv-bench
UV_VERSION := 0.13.9

# Settings of the caller that would let a test, or the audit, see another installation.
unexport PYTHONPATH PYTHONHOME VIRTUAL_ENV

.PHONY: audit reports test bench format tools catalog lock clean

# The report is written to a file and then shown, because Python ends with 1 both for a closed gate
# and for a crash: only the gate leaves a report.
audit: $(STAMP)
	@mkdir -p build
	@rm -f build/leanos.txt build/leanos.svg
	@status=0; $(BIN)/auditor check --output build/leanos.txt || status=$$?; \
	if [ -s build/leanos.txt ]; then cat build/leanos.txt; fi; \
	if [ $$status -gt 1 ]; then echo "make audit: the check failed with exit code $$status" >&2; exit $$status; fi; \
	if [ ! -s build/leanos.txt ]; then echo "make audit: the check left no report" >&2; exit 3; fi; \
	$(BIN)/auditor diagram --format svg --output build/leanos.svg || exit $$?; \
	if [ ! -s build/leanos.svg ]; then echo "make audit: the diagram was not drawn" >&2; exit 3; fi; \
	echo; \
	echo "The report is build/leanos.txt, the picture build/leanos.svg."; \
	if [ $$status -eq 1 ]; then \
	  echo "The gate is closed (exit code 1): for this workspace that is the expected result."; \
	else echo "The gate is open (exit code 0)."; fi

# A closed gate ends with 1, as in `make audit`: the reports are written all the same. The mended LeanOS is the same
# company after it has answered. The change log is not among them: no commit can hold the log of itself, so that it
# would be stale with every commit that changes the list. `auditor write changes` writes it from the history at hand.
DOCUMENTS := page annex register cyclonedx graph notices worksheet
reports: $(STAMP)
	@status=0; $(BIN)/auditor check --reports reports --output build/leanos.txt || status=$$?; \
	if [ $$status -gt 1 ]; then exit $$status; fi; \
	$(BIN)/auditor write $(DOCUMENTS) 2>build/written.txt || { cat build/written.txt >&2; exit 1; }; \
	$(BIN)/auditor write $(DOCUMENTS) --dir tests/cases/leanos-mended --to reports/mended 2>build/written.txt || \
	  { cat build/written.txt >&2; exit 1; }; \
	echo "The reports and the documents are in reports/."

# Every check runs, whatever the ones before it said.
test: $(STAMP) tools
	@failed=; \
	run() { echo; echo "== $$*"; "$(BIN)/$$@" || failed="$$failed, $$*"; }; \
	run ruff check .; \
	run ruff format --check .; \
	run mypy; \
	run python -m pytest $(PYTEST_ARGS); \
	echo; \
	if [ -n "$$failed" ]; then echo "make test: FAILED: $${failed#, }"; exit 1; fi; \
	echo "make test: every check passed"

# `make bench BENCH_ARGS=--quick` only shows that it works; BENCH_ARGS="small reading" measures some groups.
bench: $(BENCH)/installed
	@$(BENCH)/bin/python -m benchmarks $(BENCH_ARGS)

$(BENCH)/installed: benchmarks/requirements.txt
	@echo "Installing into $(BENCH) ..."
	@rm -rf $(BENCH)
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --requirement $<
	@touch $@

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Versions and hashes stand in tests/tools. Without npm, or where it fails, the tests that need a tool say that
# they skipped, or fail where CI=true. No script of a package runs.
tools:
	@if ! command -v npm >/dev/null; then echo "make tools: there is no npm, tests that need its tools are skipped" >&2; \
	else $(MAKE) --silent $(TOOLS) || echo "make tools: FAILED, tests that need them are skipped" >&2; fi

$(TOOLS): tests/tools/package.json tests/tools/package-lock.json
	@echo "Installing into build/tools ..."
	@rm -rf build/tools
	@mkdir -p build/tools
	@cp tests/tools/package.json tests/tools/package-lock.json build/tools
	@cd build/tools && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@chmod u+x build/tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
	@touch $@

# Only the package itself is fetched: no dependency, no script of it runs.
catalog: $(STAMP)
	@rm -rf build/trackers
	@mkdir -p build/trackers
	@cd build/trackers && npm pack third-party-web --silent >/dev/null && tar -xzf third-party-web-*.tgz
	@$(BIN)/python -m tests.tools.trackers build/trackers/package $$(date +%F)

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version if sys.version_info < (3, 11) else 0)'
	@echo "Installing into .venv ..."
	@rm -rf .venv
	@$(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# One lock for every supported Python and platform: the hashes are those of every file of each
# release, the markers say which Python or platform needs a package. No index is named.
lock: pyproject.toml
	@mkdir -p build
	@$(PYTHON) -m venv --clear build/lock
	@build/lock/bin/python -m pip --disable-pip-version-check --quiet install uv==$(UV_VERSION)
	@build/lock/bin/uv pip compile pyproject.toml --group test --group build --universal --python-version 3.11 \
	  --fork-strategy fewest \
	  --upgrade --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-sources \
	  --quiet --output-file build/requirements.lock >/dev/null
	@{ echo "# Every dependency of the package and of its tests, with the hash of each file it may come as."; \
	  echo "# Written by \`make lock\`; installed by \`pip install --require-hashes -r requirements.lock\`."; \
	  cat build/requirements.lock; } >requirements.lock
	@build/lock/bin/uv pip compile pyproject.toml benchmarks/requirements.in --constraint requirements.lock \
	  --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --no-sources --no-annotate \
	  --quiet --output-file build/requirements.txt >/dev/null
	@{ sed -n 1,2p benchmarks/requirements.txt; cat build/requirements.txt; } >build/benchmarks.txt
	@mv build/benchmarks.txt benchmarks/requirements.txt
	@rm -rf build/lock build/requirements.lock build/requirements.txt
	@echo "requirements.lock and benchmarks/requirements.txt are written."

clean:
	rm -rf .venv .venv-bench build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
