# make demo     a class of students through a whole nbgrader course
# make test     every test; the README's test command
# make check    lint, types, tests
# make release  write assignments/ and assignments-zh/ anew from solutions/
# make translations  bring the catalogues of translators up to date, and say how far each is
# make study    start JupyterLab on a copy of the assignments that is yours: work/
# make site     build the course for a browser alone, with the docs as pages: build/site/
# make handout  pack what a class receives
# make docs     write the generated parts of docs/, but for what takes minutes to measure
# make readme   run the demonstration, and write what it prints into README.md
# make truth    measure how often the grader is wrong, and write docs/grading-accuracy.md; REAL=FOLDER: on real work
# make torch-table  write anew what PyTorch gives on batches of a notebook; TORCH=PYTHON is one that has torch
# make names    count the mistakes that a handout names, and write them into docs/studying-alone.md
# make editors  try VS Code's editor, marimo and others, and write it into docs/where-it-runs.md; needs Node 20
# make attacks  try every attack on the grader, through every door
# make bounds   measure what the worst submissions cost the grader, and write it into docs/security.md
# make leaks    measure what leaves of the hidden inputs, and write it into docs/security.md
# make levels   try the walls from inside, and write what each shows into docs/security.md
# make fuzz     damage two thousand notebooks and a hundred thousand frames
# make learn    try ten million inputs on the readers, and write the counts into docs/security.md
# make kills    kill, fill and lock what marks at hundreds of moments, and write the counts into docs/security.md
# make pythons  try the oldest and the newest Python from wheels, and write the outcome into docs/where-it-runs.md
# make webassembly  make every known mistake in WebAssembly, and write the counts into docs/where-it-runs.md
# make dist     build both packages for the index: dist/
# make bench    measure how fast a class is marked, and write docs/performance.md
# make term     measure what each command costs in a term of 10,000, and write it into docs/grading-a-class.md
# Each makes .venv when it is missing, with nothing but python3 and the package index.

PYTHON ?= python3
RUN := .venv/bin/
GROUP := UV_PROJECT_ENVIRONMENT=.venv $(RUN)uv sync --locked --inexact --quiet --extra grading --group site
TESTS ?=
REAL ?=
TORCH ?= python3

.DEFAULT_GOAL := help
.PHONY: help .venv demo test quick lint check docs readme release study site handout dist truth names attacks bounds leaks
.PHONY: translations levels fuzz learn kills bench term clean torch-table editors pythons webassembly

help:
	@sed -n 's/^# \(make.*\)/\1/p' Makefile

.venv: .venv/installed

.venv/installed: pyproject.toml uv.lock
	@echo "making .venv (once; a minute or two)"
	@$(PYTHON) bootstrap.py

demo: .venv/installed
	@$(RUN)autograder demo

test: .venv/installed
	$(RUN)pytest -n 2 --dist worksteal $(TESTS)

quick: .venv/installed
	$(RUN)pytest -n 2 --dist worksteal -m "not slow" $(TESTS)

lint: .venv/installed
	$(RUN)ruff check .
	$(RUN)ruff format --check .
	$(RUN)mypy

check: lint test

docs: .venv/installed
	@$(RUN)python -m tests.docs

readme: .venv/installed
	@$(RUN)python -m tests.docs.demo

release: .venv/installed
	$(RUN)autograder release --all
	$(RUN)autograder release --all --language zh

translations: .venv/installed
	@$(RUN)autograder translations

study: .venv/installed
	@$(RUN)autograder study

site: .venv/site
	@$(RUN)python -m website

.venv/site: .venv/installed
	@$(GROUP) || UV_SYSTEM_CERTS=1 $(GROUP)
	@touch $@

handout: .venv/installed
	$(RUN)autograder handout

truth: .venv/installed
	$(RUN)python -m tests.truth $(if $(REAL),--real "$(REAL)")

torch-table:
	$(TORCH) -m tests.torch_table

names: .venv/installed
	$(RUN)python -m tests.names

editors: .venv/installed
	$(RUN)python -m tests.editors

attacks: .venv/installed
	$(RUN)python -m tests.attacks

bounds: .venv/installed
	$(RUN)python -m tests.bounds --write

leaks: .venv/installed
	$(RUN)python -m tests.leaks --write

fuzz: .venv/installed
	$(RUN)python -m tests.fuzz

learn: .venv/installed
	$(RUN)python -m tests.fuzz --learning --runs 10000000 --write

levels: .venv/installed
	$(RUN)python -m tests.levels --write

kills: .venv/installed
	$(RUN)python -m tests.interruption --write

bench: .venv/installed
	$(RUN)python -m tests.bench

term: .venv/installed
	$(RUN)python -m tests.bench.term --write

pythons: .venv/installed
	$(RUN)python -m tests.pythons

webassembly: .venv/site
	$(RUN)python -m tests.webassembly

dist: .venv/installed
	@! grep -n "github.com/OWNER/" pyproject.toml solutions/pyproject.toml || \
		{ echo "Write the owner of the repository in place of OWNER first: see CONTRIBUTING.md."; exit 2; }
	$(RUN)uv build --quiet --out-dir dist .
	$(RUN)uv build --quiet --out-dir dist solutions

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
