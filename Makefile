# Each goal sets up .venv by itself and is quick the second time.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# make turns every failure of a recipe into its own exit code 2, but in question mode (-q) it hands 1 on as 1 and still
# runs the lines that begin with +: so `make run` ends with the exit code of the report, 0, 1 or 2.
ifeq ($(MAKECMDGOALS),run)
MAKEFLAGS += -q
endif

.PHONY: help run test test-long bench docs pictures lint format

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 18

run: $(READY) ## the dashboard on this repository; without a terminal, the report
	+@$(BIN)/mastery .; status=$$?; [ $$status -eq 0 ] || echo "make run: mastery ended with exit code $$status"; exit $$status

test: lint ## everything that CI runs
	$(BIN)/mastery curriculum check
	$(BIN)/python -m pytest -n 3 --dist worksteal -m "not long" --junitxml=.mastery/evidence/junit.xml || { \
		echo "make test: what failed among 3,500 others is run once more, alone; whoever passes only then has a race to mend"; \
		$(BIN)/python -m pytest -m "not long" --last-failed --last-failed-no-failures none; }
	$(BIN)/mastery check --brief # by the rules that we give to others: mastery.toml

test-long: $(READY) ## slow fuzzing and soak runs
	$(BIN)/python -m pytest -m long

bench: $(READY) ## the benchmarks; writes docs/performance.md
	$(BIN)/python -m benchmarks

docs: $(READY) ## the tables of the guide, made from the code
	$(BIN)/python docs/tables.py

pictures: $(READY) ## the pictures of the documentation, made by the dashboard itself
	$(BIN)/python docs/pictures/make.py

lint: $(READY) ## ruff, mypy, the floors of the house
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## ruff's fixes and formatting
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

$(READY): pyproject.toml constraints.txt .ci/venv
	+@sh .ci/venv $(VENV) && touch $@
