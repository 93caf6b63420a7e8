# Every target works on a fresh machine: what it needs is made first, and only once.
# `make help` lists them. PYTHON=/path/to/python3.12 chooses the Python, JOBS=4 the test processes.

PYTHON  ?= $(shell sh scripts/find-python.sh)
JOBS    ?= 2
BIN     := .venv/bin
MADE    := .venv/made
PACKAGES = chromium fonts-noto-color-emoji fonts-noto-core postgresql \
           dovecot-imapd dovecot-lmtpd tesseract-ocr tesseract-ocr-deu

.PHONY: help run demo test test-channels check format bench soak dist shots lock clean
.DELETE_ON_ERROR:

help:            ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ready       ## start the station on its own data folder
	$(BIN)/sturmwarte serve

demo: ready      ## a sample company and a storm, fast-forwarded, in a data folder of its own
	$(BIN)/sturmwarte demo $(if $(PORT),--port $(PORT))

test: ready $(MADE)/debian  ## every test; about half an hour on two cores
	$(BIN)/pytest -n $(JOBS) --dist loadfile $(ARGS)

test-channels: ready $(MADE)/debian  ## what takes minutes: real channel servers, a newcomer's whole day
	$(BIN)/pytest -n 0 -m "channels or day" tests/channels tests/brief/test_with_dovecot.py tests/web/test_newcomer.py $(ARGS)

check: ready     ## style, types, import order, translations, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	STURMWARTE_SECRET_KEY=check $(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m sturmwarte.station.frame.catalogues check
	$(BIN)/mkdocs build --strict --quiet
	$(BIN)/pytest -n $(JOBS) tests/repo

format: ready    ## let ruff put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: ready     ## measure; outside data from STURMWARTE_BENCH_DATA, skipped visibly without it
	$(BIN)/python -m bench

soak: ready      ## kill web and engine under load for hours, and count what is there (KILLS=2000)
	STURMWARTE_SOAK_KILLS=$(or $(KILLS),2000) $(BIN)/pytest -n 0 -s tests/soak

dist: ready      ## wheel and source archive, with front-end libraries and translations, in dist/
	$(BIN)/python -m build --no-isolation --outdir dist

shots: ready $(MADE)/debian  ## pictures of every page to look at, in shots/; README=1 takes the README's anew
	$(BIN)/python $(if $(README),scripts/shots.py,-m tests.web.shots)

lock:            ## compute the locks anew (UPGRADE=1 also takes newer versions)
	sh scripts/lock.sh $(if $(UPGRADE),--upgrade)

clean:           ## remove everything the targets above have made, the demo's data too
	rm -rf .venv node_modules build dist site shots demo-data .cache .*_cache src/sturmwarte/station/static/vendor

# --- what the targets need ---------------------------------------------------------------------

.PHONY: ready
ready: $(MADE)/python $(MADE)/assets $(MADE)/catalogues $(MADE)/learned $(MADE)/foretold

$(MADE)/python: requirements/dev.txt requirements/uv.txt pyproject.toml
	sh scripts/make-venv.sh "$(PYTHON)" .venv requirements/dev.txt
	$(BIN)/uv pip install --quiet --offline --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@mkdir -p $(@D) && touch $@

FRAME = src/sturmwarte/station/frame

$(MADE)/assets: $(MADE)/python package.json package-lock.json $(FRAME)/assets.py $(FRAME)/icons.py
	$(BIN)/python -m sturmwarte.station.frame.assets
	@touch $@

$(MADE)/catalogues: $(MADE)/python $(FRAME)/catalogues.py $(shell find src -name '*.po')
	$(BIN)/python -m sturmwarte.station.frame.catalogues compile
	@touch $@

$(MADE)/learned: $(MADE)/python $(wildcard src/sturmwarte/packs/seeds/* src/sturmwarte/packs/tone/*) \
		$(shell find src/sturmwarte/core/understand/learner -name '*.py')
	$(BIN)/python -m sturmwarte.engine.dayone
	@touch $@

$(MADE)/foretold: $(MADE)/python $(wildcard src/sturmwarte/packs/foresee/*.yaml) \
		$(shell find src/sturmwarte/core/foresee/forecast -name '*.py')
	$(BIN)/python -m sturmwarte.engine.foretelling
	@touch $@

$(MADE)/debian: $(MADE)/python
	sh scripts/debian-packages.sh $(PACKAGES)
	@touch $@
