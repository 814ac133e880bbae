# The verbs. `make` alone lists them.
PYTHON ?= python3
UV := $(shell command -v uv || echo .venv/bin/uv)
RUN := .venv/bin/python -m
PACKAGES := generated/client generated/dropin generated/testing
INDEX ?=
export UV_SYSTEM_CERTS := 1
FROM ?=

.PHONY: help generate check test matrix update bench mutate dist publish release lock clean
.DELETE_ON_ERROR:

help: ## list the verbs
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1#\2/p' Makefile | column -t -s '#'

generate: .venv/ready ## make the packages from spec/ and templates/, install them, run the example
	@$(RUN) generator generate
	@$(MAKE) -s .venv/packages
	@$(RUN) pytest_openrouter_rerank --run tests/typing/example.py

check: .venv/ready ## say whether generated/ is what the inputs give
	@$(RUN) generator check

test: .venv/packages ## run every test
	@$(RUN) pytest -n auto --maxprocesses 4 --dist worksteal

matrix: .venv/packages ## run the packages' tests on every Python, with their lowest and their newest dependencies
	@MATRIX=whole $(RUN) pytest tests/publish/test_floors_and_ceilings.py

update: .venv/ready ## take a new upstream document in: make update [FROM=file or URL]
	@$(RUN) generator update $(FROM)

bench: .venv/packages ## measure speed and memory against the peers
	@$(RUN) benchmarks

mutate: .venv/packages ## break the code on purpose and count the tests that notice
	@$(RUN) tests.mutation

dist: .venv/packages ## build wheels and sdists, byte for byte reproducible
	@$(RUN) generator dist

publish: dist ## upload what is not there yet: make publish INDEX=URL
	@$(RUN) generator publish '$(INDEX)'

release: .venv/packages ## check everything, then freeze the version
	@$(RUN) generator release

lock: ## resolve the dependencies anew
	@$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --no-annotate --group client --group test --group publish pyproject.toml -o requirements.lock

clean: ## remove everything that is not under version control here
	@rm -rf .venv .bench dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The environment: uv if there is one, else brought by pip; every package is checked against its hash.
.venv/ready: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv --clear .venv && { command -v uv >/dev/null || awk '/^[^ ]/{on=/^uv==/} on' requirements.lock | .venv/bin/pip install -q --disable-pip-version-check --require-hashes -r /dev/stdin; }
	@$(UV) pip install -q --compile-bytecode --python .venv --require-hashes -r requirements.lock && .venv/bin/python -m compileall -q generator && touch $@

.venv/packages: .venv/ready $(wildcard generated/*/pyproject.toml)
	@$(UV) pip install -q --python .venv --no-build-isolation --no-deps $(PACKAGES:%=-e %) && touch $@
