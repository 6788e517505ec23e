# make run [DEMO=1], make test, make bench [ONLY=saves,start] [ROUNDS=3] [WRITE=1], make drill, make pictures,
# make rules, make lock; see README.md.
SHELL := /bin/bash
# Compiled modules are kept even where the shell says otherwise: a test's server or child else takes seconds to start.
export PYTHONDONTWRITEBYTECODE :=
BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-strip-extras --no-emit-index-url --no-emit-find-links

.PHONY: run test lint bench drill pictures rules lock bootstrap

run:
	@deploy/bootstrap.sh run
	@$(BIN)/exam-server db upgrade
	@$(BIN)/exam-server setup
	@$(if $(DEMO),$(BIN)/exam-server demo)
	@$(BIN)/exam-server serve

bootstrap:
	@deploy/bootstrap.sh test
	@deploy/test-tools.sh

test: bootstrap lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: bootstrap
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: bootstrap
	$(BIN)/python -m bench --only "$(ONLY)" --rounds $(or $(ROUNDS),3) $(if $(WRITE),--write)

drill: bootstrap
	HYPOTHESIS_PROFILE=drill $(BIN)/python -m pytest tests/core tests/formats tests/store -n 2 --timeout 3600
	EXAM_TABLET_DAYS=200 $(BIN)/python -m pytest tests/browser/test_tablet_days.py --timeout 3600
	EXAM_WEBKIT_CANDIDATES=6 $(BIN)/python -m pytest tests/journeys/test_simulation_day_in_webkit.py
	DRILL_POWER_CUTS=all DRILL_BAD_INPUTS=50000 DRILL_DESCRIBED=200 DRILL_MUTATED_FILES=2000 DRILL_SCRIPTS=all DRILL_SOAK_SECONDS=1800 \
		$(BIN)/python -m pytest tests/drills --timeout 14400
	$(BIN)/python -m bench --only lost,lost-pg

pictures: bootstrap
	$(BIN)/python -m tests.journeys.pictures

rules: bootstrap
	$(BIN)/python tests/house/rules_document.py

lock:
	$(COMPILE) requirements/run.in --output-file requirements/run.lock
	$(COMPILE) requirements/test.in --constraints requirements/run.lock --output-file requirements/test.lock
