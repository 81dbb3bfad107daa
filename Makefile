# The commands of kgsm's checkout. `make` lists them. They need Python 3.11 or later, make and sh; a network only to install.

VENV   ?= .venv
PYTHON ?= python3 python3.13 python3.12 python3.11 python
HOST   ?= 127.0.0.1
PORT   ?= 8000

PY := "$(VENV)/bin/python"

.PHONY: help serve test publish check lint bench bench-full test-slow test-browser screenshots clean assets published-if-stale venv venv-dev venv-browser

help:
	@echo "make serve       publish what is stale, then serve it on http://$(HOST):$(PORT)  (PORT=... HOST=...)"
	@echo "make test        run the tests"
	@echo "make test-browser  test the pages in Chromium"
	@echo "make screenshots   make the pictures of the README"
	@echo "make test-slow   run the tests that take minutes"
	@echo "make publish     make published/ from studies/"
	@echo "make check       check every study in studies/"
	@echo "make lint        format, lint and types"
	@echo "make assets      build the editor of the page /sparql (Node 20 or later, or the network)"
	@echo "make bench       measure kgsm beside others, in minutes: benchmarks/RESULTS.md"
	@echo "make bench-full  the same up to 100 million observations, in hours"
	@echo "make clean       remove the environment and what tools left behind"

serve: published-if-stale
	@$(PY) -m kgsm serve published --host "$(HOST)" --port "$(PORT)" || test $$? -eq 130

# Tests of servers and of the command line wait for other processes: three processes for two cores.
test: venv-dev
	@$(PY) -m pytest -m "not slow and not browser" --dist loadfile \
	  --numprocesses "$$($(PY) -c 'import os; print((os.cpu_count() or 1) * 3 // 2)')"

test-slow: venv-dev
	@$(PY) -m pytest -m slow

# The pages in a browser: needs Chromium (apt install chromium). Without the editor its tests are skipped.
test-browser: venv-browser
	@$(MAKE) --no-print-directory assets || true
	@rm -f build/browser.json; $(PY) -m pytest -m browser --numprocesses auto --dist loadfile tests/test_browser*.py

# The pictures of the README, from the running pages.
screenshots: venv-browser
	@$(PY) -m tests.screenshots

# The editor of the page /sparql, which is a plain field without it, and SPARQL in a page. `make serve` serves what is there.
FRONTEND := kgsm/serve/frontend
BUNDLE := kgsm/serve/static/dist/manifest.json

assets: venv
	@$(MAKE) --no-print-directory $(BUNDLE)

$(BUNDLE): $(wildcard $(FRONTEND)/src/*) $(FRONTEND)/package-lock.json $(FRONTEND)/build.mjs
	@echo "Building the editor of the page /sparql ..." >&2
	@$(PY) $(FRONTEND)/hatch_build.py

publish: venv
	@for study in studies/*/; do $(PY) -m kgsm publish "$$study" --out published || exit; done

# Stale: something that published/ is made from is newer than its manifest.
published-if-stale: venv
	@if test ! -f published/manifest.json \
	  || find studies ontology shapes kgsm -type f ! -name '*.pyc' ! -path 'kgsm/serve/*' -newer published/manifest.json | grep -q .; \
	then for study in studies/*/; do $(PY) -m kgsm publish "$$study" --out published || exit; done; fi

check: venv
	@for study in studies/*/; do $(PY) -m kgsm check "$$study" || exit; done

lint: venv-dev
	@$(PY) -m ruff format --check . && $(PY) -m ruff check . && $(PY) -m mypy

# Others are installed below build/bench, each into an environment of its own.
bench: venv-dev
	@$(PY) -m benchmarks

bench-full: venv-dev
	@$(PY) -m benchmarks --full

clean:
	rm -rf "$(VENV)" .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage build dist $(FRONTEND)/node_modules $(dir $(BUNDLE))
	find kgsm tests benchmarks -type d -name __pycache__ -prune -exec rm -rf {} +

# The environment is made once, and again when pyproject.toml has changed. `installed` and `installed-dev` in it say what it has.
venv:
	@$(call install,installed,.)

venv-dev:
	@$(call install,installed-dev,.[dev])

venv-browser:
	@$(call install,installed-browser,.[dev$(comma)browser])

comma := ,

# $(call install,STAMP,WHAT): the first Python that is new enough makes the environment; a Debian without python3-venv is
# helped by its own pip. The folder published/ must exist for the build, even where someone has removed it.
define install
if test -f "$(VENV)/$(1)" && test ! pyproject.toml -nt "$(VENV)/$(1)" && $(PY) -c '' 2>/dev/null; then exit 0; fi; \
python=; for each in $(PYTHON); do \
  if "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$each; break; fi; \
done; \
if test -z "$$python"; then \
  echo "kgsm needs Python 3.11 or later; none of these is: $(PYTHON). Name yours: make PYTHON=/path/to/python3" >&2; exit 1; \
fi; \
if ! $(PY) -m pip --version >/dev/null 2>&1; then \
  echo "Making the environment $(VENV) with $$python ..." >&2; rm -rf "$(VENV)"; \
  "$$python" -m venv "$(VENV)" >/dev/null 2>&1 \
  || { rm -rf "$(VENV)"; "$$python" -m venv --without-pip "$(VENV)" \
       && "$$python" -m pip --python $(PY) install --quiet pip; } >/dev/null 2>&1 \
  || { rm -rf "$(VENV)"; \
       echo "$$python can make no environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
fi; \
echo "Installing kgsm into $(VENV) (once; this needs the network) ..." >&2; \
mkdir -p published; \
KGSM_BUILD_ASSETS=skip $(PY) -m pip install --quiet --disable-pip-version-check --editable '$(2)' && touch "$(VENV)/installed" "$(VENV)/$(1)"
endef
