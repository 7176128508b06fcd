# 督办：一切准备都在 .venv 里完成；每个目标都先确保它在。
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: setup demo test simulate lint bench docs
setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更新的版本")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,lint]'
	touch $@

demo: $(READY)
	$(BIN)/duban demo --dir demo

test: $(READY)
	$(BIN)/python -m pytest

# 每夜：一万个仿真世界；DUBAN_SEEDS=2000 make simulate 少跑一些
simulate: $(READY)
	DUBAN_SEEDS=$${DUBAN_SEEDS:-10000} $(BIN)/python -m pytest -s tests/simulation

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	bash bench/peers.sh
	$(BIN)/python -m bench

docs: $(READY)
	$(BIN)/python docs/generate.py
