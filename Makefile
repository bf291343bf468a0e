# Two commands are enough: `make demo` and `make test`. Each makes .venv first where it is missing.
PYTHON ?= python3
CORES ?= 2
KILLS ?= 16
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test test-faults test-slurm check docs parity benchmark clean

help:
	@echo 'make demo       the whole way on yeast data; ends in results/yeast/small/report.html'
	@echo 'make test       all tests'
	@echo 'make test-faults the workflow killed, starved and lied to, and right in the end; 10 minutes'
	@echo 'make test-slurm the workflow on a SLURM that is started for it (root, Debian); 20 minutes'
	@echo 'make check      ruff, mypy, snakefmt, snakemake --lint'
	@echo 'make docs       the pages and the schema that are made from the code'
	@echo 'make parity     attribution, compared with what tangermeme and zennit give'
	@echo 'make benchmark  attribution beside its targets, tangermeme, captum and zennit; QUICK=--quick'
	@echo 'make clean      removes results, logs and caches; .venv stays'
	@echo
	@echo 'PYTHON=python3.12 picks the Python that makes .venv; CORES=8 gives the demo more cores.'

demo: .venv/compiled.stamp
	$(BIN)/snakemake --cores $(CORES)

# Workers share the cores: more threads in each only get in each other's way. A file's tests stay
# together, and with them what they prepare.
test: .venv/dev.stamp .venv/compiled.stamp
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist loadfile

# One at a time: there is one /etc/slurm, and jobs on nodes that are this machine.
test-slurm: .venv/dev.stamp
	OMP_NUM_THREADS=1 $(BIN)/pytest -m slurm --slurm tests/workflow

# One kill for each rule; KILLS=112 is seven, and takes an hour.
test-faults: .venv/dev.stamp
	OMP_NUM_THREADS=1 $(BIN)/pytest -m faults --kills $(KILLS) tests/faults tests/workflow

check: .venv/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint

docs: .venv/run.stamp
	$(BIN)/python -m motiflens.schema

parity: .venv-bench/zennit.stamp
	.venv-bench/bin/pytest tests/parity

# QUICK=--quick: three turns of what has targets, memory, and no peers; under ten minutes.
benchmark: .venv-bench/zennit.stamp
	.venv-bench/bin/python benchmarks/speed.py $(QUICK)
	.venv-bench/bin/python benchmarks/peak_memory.py
ifndef QUICK
	.venv-bench/bin/python benchmarks/command.py
	.venv-bench/bin/python benchmarks/attribution.py
	.venv-bench/bin/python benchmarks/references.py
	.venv-bench/bin/python benchmarks/relevance.py
	.venv-bench/bin/python benchmarks/mutagenesis.py
	.venv-bench/bin/python benchmarks/training_time.py
endif

clean:
	rm -rf results logs .snakemake .pytest_cache .mypy_cache .ruff_cache .hypothesis

# A stamp stands for an environment that holds what its lock says. With nothing to download, the
# package itself is installed from here, and can be edited here.
.venv/run.stamp: requirements.lock pyproject.toml
.venv/dev.stamp: requirements-dev.lock .venv/run.stamp
.venv-bench/bench.stamp: requirements-bench.lock requirements.lock pyproject.toml

# What numba compiles is compiled once here, and not by each of the jobs that need it first.
.venv/compiled.stamp: .venv/run.stamp
	$(BIN)/python -m motiflens.compiling
	touch $@

# zennit requires torchvision, for canonizers of torchvision's models that nothing here reads, so it
# is installed without what it requires.
.venv-bench/zennit.stamp: .venv-bench/bench.stamp
	.venv-bench/bin/pip install --quiet --no-deps zennit==0.5.1
	touch $@

%.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'motiflens needs Python 3.11 or newer, and $(PYTHON) is not; try: make PYTHON=python3.12 ...' >&2; exit 1; }
	test -x $(@D)/bin/pip || $(PYTHON) -m venv $(@D)
	$(@D)/bin/pip install --quiet --requirement $<
	$(@D)/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@
