# make demo: the light install, a model from the sample harvests, suggestions for a new one
# make test: everything installed, every test run
# make release: sdist and wheel in dist/, tried on each Python at hand; make release TAG=--tag tags it
# make docs: the pages of docs/ as a site; open site/index.html (to search: python -m http.server -d site)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES := pyproject.toml constraints.txt

.PHONY: demo test lint docs release clean

demo: $(VENV)/.light
	$(BIN)/classifier encoders install
	$(BIN)/classifier train data/harvest-1.xlsx data/harvest-2.xlsx --codebook data/codebook.yaml --out models/sample --force
	$(BIN)/classifier suggest data/harvest-3.xlsx --model models/sample --out data/harvest-3-suggested.xlsx --force
	$(BIN)/classifier suggest data/card.txt --model models/sample
	@echo
	@echo "The model lies in        models/sample          (MODEL_CARD.md says what it is)"
	@echo "The pre-tagged harvest   data/harvest-3-suggested.xlsx"
	@echo "The sample harvests and their codes are invented: this shows that the program works,"
	@echo "not how well it codes real outcomes."

test: $(VENV)/.full lint docs
	$(BIN)/classifier encoders install
	$(BIN)/python -m pytest -q -n auto --dist loadfile

lint: $(VENV)/.full
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.full
	$(BIN)/mkdocs build --strict

release: $(VENV)/.full
	$(BIN)/python .ci/release.py $(TAG)

$(VENV)/.light: $(SOURCES)
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip
	$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.full: $(VENV)/.light
	$(PIP) install -c constraints.txt torch
	$(PIP) install -c constraints.txt -e '.[sentence-transformers,parquet,cluster,e5,skos,dev]'
	@touch $@

clean:
	rm -rf $(VENV) build site *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
