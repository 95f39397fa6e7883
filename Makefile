# `make demo` needs Python 3.11 or newer with its venv module, and nothing else.
# `make test` adds what the machine offers: PostgreSQL, Chromium.

PYTHON ?= python3
PORT ?= 8000

BIN := .venv/bin
RUNTIME := .venv/.runtime
DEV := .venv/.dev
MANAGE := $(BIN)/python manage.py
DEMO_DATABASE := var/demo.sqlite3
DEMO_MAIL := var/demo-mail
DEMO_SITE := var/demo.site
DEMO := DEBUG=1 DATABASE_URL=sqlite:///$(DEMO_DATABASE) EMAIL_URL=foldermail:///$(CURDIR)/$(DEMO_MAIL)
CHECK := DEBUG=1 DATABASE_URL=sqlite://:memory:
PRODUCTION := DEBUG=0 DATABASE_URL=sqlite://:memory: ALLOWED_HOSTS=booking.example.org \
	PUBLIC_URL=https://booking.example.org \
	EMAIL_URL=smtp+tls://user:password@mail.example.org:587 DEFAULT_FROM_EMAIL=bookings@example.org \
	SECRET_KEY=only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH
COMPILE := $(wildcard */management/commands/compile_catalogues.py)

.DEFAULT_GOAL := help
.PHONY: help demo demo-load demo-reset test lint format bench migrations messages lock clean

help: ## List what there is to make
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

demo: demo-load ## Serve the demo on http://127.0.0.1:8000 (PORT=...) until Ctrl-C
	@exec env $(DEMO) $(MANAGE) demo --port "$(PORT)" --note $(DEMO_SITE)

demo-load: $(RUNTIME)
	@mkdir -p var
	@$(DEMO) $(MANAGE) migrate --verbosity 0
	@$(DEMO) $(MANAGE) createcachetable --verbosity 0
	@$(DEMO) $(MANAGE) demo_load --note $(DEMO_SITE)

demo-reset: $(RUNTIME) ## Forget the demo's bookings and load it afresh
	@rm -rf $(DEMO_DATABASE) $(DEMO_DATABASE)-wal $(DEMO_DATABASE)-shm $(DEMO_MAIL)
	@$(MAKE) --no-print-directory demo-load

test: $(DEV) ## Run the tests: SQLite, and PostgreSQL and a browser where they are installed
	@$(BIN)/python -m tests.run

lint: $(DEV) ## Check style, types, imports, migrations, settings and the API description
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(CHECK) $(BIN)/mypy
	$(CHECK) $(BIN)/lint-imports
	$(CHECK) $(MANAGE) makemigrations --check --dry-run
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(CHECK) $(MANAGE) spectacular --fail-on-warn --validate --file /dev/null

format: $(DEV) ## Format the code and apply the safe fixes
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: $(DEV) ## Measure the hot paths
	$(BIN)/python -m bench

migrations: $(DEV) ## Write the initial migrations anew (until 1.0)
	$(BIN)/python -m tests.migrations

messages: $(DEV) ## Collect translatable text into locale/ (needs GNU gettext)
	@command -v xgettext >/dev/null || { echo "GNU gettext is missing: apt-get install gettext" >&2; exit 1; }
	$(CHECK) $(MANAGE) makemessages --all --no-obsolete --ignore .venv --ignore var --ignore tests
	$(if $(COMPILE),$(CHECK) $(MANAGE) compile_catalogues)

lock: ## Pin the newest releases the lists in pyproject.toml allow
	@rm -rf var/lock && $(PYTHON) -m venv var/lock
	@var/lock/bin/pip install --quiet --disable-pip-version-check pip-tools
	var/lock/bin/pip-compile $(LOCK) --output-file requirements.txt pyproject.toml
	var/lock/bin/pip-compile $(LOCK) --constraint requirements.txt --extra stripe --extra dev \
		--output-file requirements-dev.txt pyproject.toml

LOCK := --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header --no-config \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

clean: ## Remove .venv, caches and local databases
	rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .grimp_cache \
		.hypothesis .coverage htmlcov test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The marker files are newer than the pins they installed, so a second run starts at once.
$(RUNTIME): requirements.txt | $(BIN)/pip
	@echo "Installing the pinned requirements into .venv ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt | $(BIN)/pip
	@echo "Installing the pinned development requirements into .venv ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(RUNTIME)

$(BIN)/pip:
	@command -v $(PYTHON) >/dev/null || \
		{ echo "Python 3.11 or newer is needed: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Try make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
