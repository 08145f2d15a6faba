# Two commands need nothing but Python 3.11 or newer, pip and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin

.PHONY: demo test check train export bench clean

demo: $(VENV)/.installed
	$(RUN)/whimbrel demo

test: $(VENV)/.tested
	$(RUN)/ruff check src tests training benchmarks corpus
	$(RUN)/mypy
	$(RUN)/python -m pytest

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(RUN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.tested: $(VENV)/bin/python pyproject.toml
	$(RUN)/python -m pip install --quiet --editable '.[test]'
	touch $@ $(VENV)/.installed

# Training: data in ../shared (see training/README.md); near four hours on two cores; resumes where it stopped.
train:
	$(PYTHON) -m venv $(VENV)-train
	$(VENV)-train/bin/python -m pip install --quiet --editable '.[train]'
	$(VENV)-train/bin/python -m training.make

bench: $(VENV)/.installed
	$(RUN)/python benchmarks/throughput.py

clean:
	rm -rf $(VENV) $(VENV)-train build dist .mypy_cache .ruff_cache .pytest_cache
