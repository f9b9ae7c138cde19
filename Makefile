# Viva: `make run` starts the app, `make test` runs every test, `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
# One thread for BLAS, OpenMP and torch: parallelism is across processes.
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
export MKL_NUM_THREADS = 1

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres check format bench bench-face bench-study mutate prove attack shots frontend lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/app ## start the app and open it in the browser
	$(BIN)/streamlit run streamlit_app.py

test: .venv/dev ## run every test; installs what they need
	@$(BIN)/python tests/browser/install.py || [ "$$CI" != true ]
	$(BIN)/pytest -n auto --maxprocesses=4 --dist worksteal

test-postgres: .venv/dev ## the tests of the database on a throwaway PostgreSQL server
	$(BIN)/python -m tests.db.postgres

check: .venv/dev ## formatting, lint, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/dev ## format and mend what can be mended by machine
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/dev ## speed, as ratios against a peer in the same run
	STREAMLIT_LOGGER_LEVEL=error $(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.engine
	$(BIN)/python -m benchmarks.networks

bench-face: .venv/dev ## what a learner waits for in the browser, and among 200 learners
	STREAMLIT_LOGGER_LEVEL=error $(BIN)/python -m benchmarks.face
	STREAMLIT_LOGGER_LEVEL=error $(BIN)/python -m benchmarks.crowd

bench-study: .venv/dev ## memory and plan: simulated learners; LOG=FILE adds a log of real reviews
	$(BIN)/python -m benchmarks.study $(LOG)

mutate: .venv/dev ## change the engine in the usual ways; list what no test notices
	$(BIN)/python -m tests.mutation --count 5

prove: .venv/dev ## every variant, claim, challenge and engine function, with fresh seeds
	$(BIN)/python -m quiz sweep
	$(BIN)/python -m quiz claims
	$(BIN)/python -m quiz challenge check --runs 200
	$(BIN)/python -m quiz proof

attack: .venv/dev ## attacks on the judge, by layer of the sandbox
	$(BIN)/python -m tests.judge.attacks

shots: .venv/dev ## screenshots of every page, light and dark, 1280 and 375 px, in shots/
	@$(BIN)/python tests/browser/install.py
	$(BIN)/python -m tests.browser.shots

frontend: .venv/dev ## bundle the code editor anew, from frontend/ into static/editor/ (needs node)
	cd frontend && npm ci --no-audit --no-fund && npm run build
	$(BIN)/python -m quiz.ui.completion

lock: ## write the lock files anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade pyproject.toml -o requirements/app.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --upgrade -c requirements/app.lock --group dev pyproject.toml -o requirements/dev.lock

clean: ## remove the environment and everything generated
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis shots frontend/node_modules static/plotly-*.min.js
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Viva needs Python 3.11 or newer; this is %s. Try: make PYTHON=python3.12 run" % sys.version.split()[0])'
	$(PYTHON) -m venv .venv

.venv/app: requirements/app.lock | .venv/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements/app.lock
	@touch $@

.venv/dev: requirements/dev.lock requirements/torch.lock | .venv/bin/python
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.lock
	$(BIN)/pip install --quiet -r requirements/torch.lock
	@touch $@ .venv/app
