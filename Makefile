# `make run` to try it, `make test` to prove it; CONTRIBUTING.md explains the rest.

PY ?= python3
UV := .uv/bin/uv
PYTHON := .venv/bin/python
export UV_PYTHON_DOWNLOADS := never
# Modules are compiled once and kept; a shell that forbids that makes every start three times as long.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo "make run            start everything (PORT=8000 DATA_DIR=data DEMO=1)"
	@echo "make setup          make the environment (.venv) alone"
	@echo "make test           everything the build server checks"
	@echo "make lint           style, types, templates, import contracts, translations"
	@echo "make format         put Python and imports into the house's form"
	@echo "make messages       collect the texts to translate, and compile the translations"
	@echo "make test-embedded  tests on SQLite and a queue of files"
	@echo "make test-servers   tests on PostgreSQL and Redis"
	@echo "make bench          the ratios of speed"
	@echo "make forgotten      prove that a season of 300 can be forgotten"
	@echo "make pictures       take the README's screenshots anew"
	@echo "make lock           resolve the dependencies anew"

.uv/bin/uv:
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ISH needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make PY=python3.12 run")'
	$(PY) -m venv .uv && .uv/bin/pip -q install 'uv==0.13.9'

.venv/.stamp: requirements-dev.lock | .uv/bin/uv
	test -d .venv || $(UV) venv -q .venv --python $(PY)
	$(UV) pip sync -q --require-hashes -p .venv requirements-dev.lock && touch $@

setup: .venv/.stamp

lock: .uv/bin/uv
	$(UV) pip compile -q pyproject.toml --generate-hashes --no-header --universal -o requirements.lock
	$(UV) pip compile -q pyproject.toml --group dev --generate-hashes --no-header --universal -o requirements-dev.lock

run: .venv/.stamp
	@$(PYTHON) -m ish.launch

test: .venv/.stamp
	@$(PYTHON) -m tests.everything

lint: .venv/.stamp
	@$(PYTHON) -m tests.everything lint

test-embedded: .venv/.stamp
	@$(PYTHON) -m tests.everything embedded

test-servers: .venv/.stamp
	@$(PYTHON) -m tests.everything servers

format: .venv/.stamp
	@$(PYTHON) -m ruff check -q --fix --exit-zero . && $(PYTHON) -m ruff format -q .

messages: .venv/.stamp
	@$(PYTHON) -m tests.translations collect

forgotten: .venv/.stamp
	@$(PYTHON) -m pytest -q tests/forgetting/test_season.py

pictures: .venv/.stamp
	@$(PYTHON) -m tests.pictures

bench: .venv/.stamp
	@for file in bench/*.py; do echo "== $$file"; $(PYTHON) "$$file" || exit 1; done

.PHONY: help setup lock run test lint format messages test-embedded test-servers forgotten pictures bench
