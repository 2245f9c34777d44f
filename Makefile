export PYTHONPATH := .:site
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

help: ## Print these targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: .venv/run.stamp ## Set everything up and serve the site on http://127.0.0.1:8000 (PORT=…)
	@$(MANAGE) messages --compile
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo
	@$(MANAGE) db_worker --interval 2 > var/worker.log 2>&1 & worker=$$!; \
	trap 'kill $$worker 2>/dev/null' EXIT; trap 'exit 0' INT TERM; \
	echo "http://127.0.0.1:$(PORT)/"; $(MANAGE) runserver 127.0.0.1:$(PORT) --noreload & server=$$!; \
	trap 'kill $$worker $$server 2>/dev/null; wait; exit 0' INT TERM; wait $$server

test: .venv/dev.stamp ## Everything the build server runs
	@$(MAKE) --jobs=2 --output-sync lint types imports checks template-sqlite template-postgres
	@$(MAKE) test-sqlite test-postgres e2e

lint: .venv/dev.stamp ## Python and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet site/templates

format: .venv/dev.stamp ## Let the formatter decide
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

types: .venv/dev.stamp ## mypy, strict
	$(BIN)/mypy

imports: .venv/dev.stamp ## The layers of the house
	$(BIN)/lint-imports

checks: .venv/dev.stamp ## Migrations, translations, deployment settings
	@mkdir -p var
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) messages --compile
	$(MANAGE) messages --check
	DJANGO_SETTINGS_MODULE=config.settings.production SECRET_KEY=$$(head -c 60 /dev/urandom | base64 | tr -d '\n') \
	ALLOWED_HOSTS=example.vn BASE_URL=https://example.vn DEFAULT_FROM_EMAIL=a@example.vn EMAIL_HOST=localhost \
	$(MANAGE) check --deploy --fail-level WARNING

template-sqlite: .venv/dev.stamp
	$(BIN)/python -m tests.template

template-postgres: .venv/dev.stamp
	url=$$($(BIN)/python tests/postgres.py) && $(BIN)/python -m tests.template "$$url"

test-sqlite: .venv/dev.stamp ## The suite on SQLite
	$(BIN)/pytest -q -n 2 --dist loadgroup

test-postgres: .venv/dev.stamp ## The suite on PostgreSQL
	url=$$($(BIN)/python tests/postgres.py) && TEST_DATABASE_URL=$$url $(BIN)/pytest -q -n 2 --dist loadgroup

e2e: .venv/dev.stamp ## Journeys in a real Chromium
	chromium=$$($(BIN)/python tests/chromium.py) && CHROMIUM=$$chromium $(BIN)/pytest -q -n 2 --dist loadgroup -m e2e tests/e2e

messages: .venv/dev.stamp ## Collect new texts into locale/en
	$(MANAGE) messages

load: .venv/dev.stamp ## Long load and kill runs, by hand
	$(BIN)/pytest -q -m load

clean: ## Forget the database, the media and the environment
	rm -rf .venv var

.PHONY: help run test lint format types imports checks template-sqlite template-postgres test-sqlite test-postgres e2e messages load clean
