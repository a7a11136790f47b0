# make run    read the starter collection, index it and open the page
# make install   install the program and what it needs into .venv, for a server
# make test   install what the tests need, then check and test everything
# make messages   bring the catalogues in locale/ up to what the page says
# make lock   resolve pyproject.toml again into the two hash-locked files
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# No wheel is built on this machine: a source package could run anything while it installs.
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:

.PHONY: run install test lint messages lock clean

run: $(VENV)/installed
	$(BIN)/lykta reindex || [ $$? -eq 1 ]  # 1: done, and some files did not come in
	$(BIN)/lykta serve

install: $(VENV)/installed

test: lint
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

messages: $(VENV)/installed-test
	$(BIN)/pybabel -q extract -F locale/babel.cfg -k _ -k said -k counted:1,2 -k count:2,3 --omit-header --no-location \
		-o locale/lykta.pot .
	$(BIN)/pybabel -q update -i locale/lykta.pot -d locale -D lykta --no-fuzzy-matching --ignore-obsolete --omit-header
	rm locale/lykta.pot

lock: $(VENV)/installed-test
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --extra test -c requirements.lock pyproject.toml \
		-o requirements-test.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Lykta needs Python 3.11 or newer; say which with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "Python's venv is missing; on Debian: apt-get install python3-venv"; exit 1; }

# The project itself is a path file and a command: nothing of it is built, nothing fetched for that.
$(VENV)/installed: requirements.lock $(VENV)/bin/python
	$(PIP) -r requirements.lock
	$(BIN)/python .ci/link.py
	# Laid out here, as a service's own user may not write beside the program.
	$(BIN)/python -c 'from index.swedish.dictionary import lemmas; lemmas()'
	touch $@

$(VENV)/installed-test: requirements-test.lock $(VENV)/installed
	$(PIP) -r requirements-test.lock
	touch $@
