PY ?= python3
UV := .uv/bin/uv
export UV_PYTHON_DOWNLOADS := never

.uv/bin/uv:
	$(PY) -m venv .uv && .uv/bin/pip -q install 'uv==0.13.9'

.venv/.stamp: requirements-dev.lock | .uv/bin/uv
	test -d .venv || $(UV) venv -q .venv --python $(PY)
	$(UV) pip sync -q --require-hashes -p .venv requirements-dev.lock && touch $@

setup: .venv/.stamp

lock: .uv/bin/uv
	$(UV) pip compile -q pyproject.toml --generate-hashes --no-header --universal -o requirements.lock
	$(UV) pip compile -q pyproject.toml --group dev --generate-hashes --no-header --universal -o requirements-dev.lock

.PHONY: setup lock
