# Everything a clone needs: Python 3.11 or newer, Node.js 20.19 or newer, npm and make.
# The environment, the packages and the built page are made when they are first needed, and
# again only when what they are made from has changed.

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python,\
	$(shell $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
STEP := .ci/step

WEB_SETUP := web/package.json web/tsconfig.base.json web/node_modules/.installed
# Folders stand for the files that are taken out of them.
ELEMENT_SOURCES := $(shell find web/build web/src -path web/src/app -prune -o ! -name '*.test.*' -print)
EXAMPLES := docs/examples/element
EXAMPLE_SOURCES := $(shell find $(EXAMPLES) \( -name node_modules -o -name dist -o -name '.*' \) -prune -o -type f -print)
APP_SOURCES := $(shell find web/src/app web/public web/index.html ! -name '*.test.*')

export PIP_ROOT_USER_ACTION := ignore

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve web test check check-python check-web format lock clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

serve: .venv/.installed web ## Serve the page, at HOST (127.0.0.1) and PORT (8000)
	@exec $(BIN)/chatkit-server serve --dev

web: web/dist/chatkit.js web/dist/index.html ## Build the chat element and the page

test: .venv/.installed-dev .venv-s3/.installed web web/dist/package/package.json $(EXAMPLES)/dist/.built .venv/.browser ## Run all tests, the ones in a browser too
	@$(BIN)/python .ci/test.py

check: check-python check-web ## Check form, style and types

check-python: .venv/.installed-dev
	@$(BIN)/ruff format --check --quiet . || { echo "Run make format." >&2; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(STEP) "Checking Python types" $(BIN)/mypy
	@$(STEP) "Checking the direction of imports" $(BIN)/pytest -q tests/test_architecture.py

check-web: web/node_modules/.installed
	@cd web && node_modules/.bin/biome ci --colors=off --error-on-warnings --log-level=warn .
	@$(STEP) "Checking TypeScript types" npm --prefix web run types

format: .venv/.installed-dev web/node_modules/.installed ## Put all files into their form
	@$(BIN)/ruff format --quiet .
	@$(BIN)/ruff check --quiet --fix .
	@cd web && node_modules/.bin/biome check --write --log-level=warn .

lock: .venv/.installed-dev web/node_modules/.installed ## Take the newest versions that pyproject.toml and package.json allow
	@$(STEP) "Locking Python packages" sh -c 'printf "hatchling>=1.27\neditables\n" | $(COMPILE) -o requirements.lock pyproject.toml - && $(COMPILE) -c requirements.lock --extra dev -o requirements-dev.lock pyproject.toml && echo "moto[server]>=5.2" | $(COMPILE) -o requirements-s3.lock -'
	@$(STEP) "Locking npm packages" npm --prefix web update --package-lock-only
	@$(STEP) "Locking npm packages of the examples" npm --prefix $(EXAMPLES) update --package-lock-only

clean: ## Remove all that was made, but not the data
	rm -rf .venv .venv-s3 web/node_modules web/dist $(EXAMPLES)/node_modules $(EXAMPLES)/dist test-results .pytest_cache .mypy_cache .ruff_cache

COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-annotate --custom-compile-command "make lock"

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks its venv module; on Debian and Ubuntu: apt install python3-venv." >&2; exit 1; }
	@$(STEP) "Making a Python environment in .venv" $(PYTHON) -m venv --clear .venv

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/python
	@$(STEP) "Installing Python packages" $(PIP) install --require-hashes -r requirements.lock
	@$(STEP) "Installing chatkit-server" $(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: requirements-dev.lock .venv/.installed
	@$(STEP) "Installing Python packages for development" $(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

# The S3 server of the tests needs an older python-dateutil than the server itself.
.venv-s3/.installed: requirements-s3.lock | .venv/bin/python
	@$(STEP) "Making an environment for the S3 server of the tests" .venv/bin/python -m venv --clear .venv-s3
	@$(STEP) "Installing the S3 server of the tests" .venv-s3/bin/python -m pip --disable-pip-version-check --no-input install --require-hashes -r requirements-s3.lock
	@touch $@

.venv/.browser: tests/e2e/browser.py | .venv/.installed-dev
	@$(STEP) "Looking for Chromium" $(BIN)/python tests/e2e/browser.py --install
	@touch $@

web/node_modules/.installed: web/package.json web/package-lock.json web/.npmrc
	@command -v node >/dev/null || { echo "Node.js 20.19 or newer is needed." >&2; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' || { echo "Node.js 20.19 or newer is needed; this one is $$(node --version)." >&2; exit 1; }
	@command -v npm >/dev/null || { echo "npm is needed; it comes with Node.js, or as a package of its own." >&2; exit 1; }
	@$(STEP) "Installing npm packages" npm --prefix web ci --no-audit --no-fund
	@touch $@

web/dist/chatkit.js: $(ELEMENT_SOURCES) web/vite.element.config.ts $(WEB_SETUP)
	@$(STEP) "Building the chat element" npm --prefix web run build:element

web/dist/package/package.json: web/dist/chatkit.js web/vite.package.config.ts web/tsconfig.package.json $(wildcard web/package/*)
	@$(STEP) "Building the npm package" npm --prefix web run build:package

web/dist/index.html: $(APP_SOURCES) web/vite.app.config.ts $(WEB_SETUP)
	@rm -rf web/dist/app
	@$(STEP) "Building the page" npm --prefix web run build:app

$(EXAMPLES)/node_modules/.installed: $(EXAMPLES)/package.json $(EXAMPLES)/package-lock.json $(EXAMPLES)/.npmrc web/node_modules/.installed
	@# Not `npm ci`: the lock was written where some packages for other systems were not to be had.
	@$(STEP) "Installing npm packages of the examples" npm --prefix $(EXAMPLES) install --no-save --no-audit --no-fund
	@touch $@

$(EXAMPLES)/dist/.built: $(EXAMPLE_SOURCES) $(EXAMPLES)/node_modules/.installed web/dist/package/package.json
	@$(STEP) "Building the examples" npm --prefix $(EXAMPLES) run build
	@touch $@
