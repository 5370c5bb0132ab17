# make demo     install, ingest the samples, show an answer, links and a count
# make test     install, then every check of behaviour
# make lint     ruff, mypy strict, import-linter, licences of dependencies, known vulnerabilities (where the network is open)
# make sbom     what the portal is made of, as CycloneDX: sbom.cdx.json;  make licences: docs/licences.md anew
# make reliability  every fault made for real: what was acknowledged and what was lost;  make soak: over night
# make fuzz         random input for every part that reads what nobody vouches for; SECONDS=600 for each target
# make screenshots  the pictures of the READMEs, by Debian's Chromium
# make serve    the pages of the demo's data folder; PORT=9000 for another port than 8000
# make eval     accuracy on the development data
# make bench    speed, as one report: an hour or two; SIZES=25000,100000,400000 for more passages, kept in BUILT=.vkp-bench
PYTHON ?= python3
SECONDS ?= 60
PORT ?= 8000
SIZES ?= 25000,100000
BUILT ?= .vkp-bench
VENV ?= .venv
BIN := $(VENV)/bin
comma := ,
LARGEST = $(lastword $(subst $(comma), ,$(SIZES)))
export HAYSTACK_TELEMETRY_ENABLED := False

.PHONY: demo test lint serve eval bench reliability soak fuzz screenshots samples licences sbom clean

demo: $(VENV)/.base
	@$(BIN)/vkp demo --data .vkp-demo

serve: $(VENV)/.base
	@test -e .vkp-demo/portal.db || $(MAKE) demo
	$(BIN)/vkp serve --data .vkp-demo --port $(PORT)

test: $(VENV)/.dev $(VENV)-s3/.made
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations=25 --durations-min=5

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pip-licenses > /dev/null
	$(BIN)/python -m eval.advisories

licences: $(VENV)/.dev
	{ sed '/^| Name/,$$d' docs/licences.md; $(BIN)/pip-licenses --format=markdown --no-version --with-urls; } > docs/licences.md.new
	mv docs/licences.md.new docs/licences.md

sbom: $(VENV)/.base
	$(PYTHON) -m venv $(VENV)-sbom
	$(VENV)-sbom/bin/pip install -q --disable-pip-version-check -c constraints.txt cyclonedx-bom
	$(VENV)-sbom/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --validate -o sbom.cdx.json $(BIN)/python

eval: $(VENV)/.dev
	$(BIN)/python -m eval structure
	$(BIN)/python -m eval citations
	$(BIN)/python -m eval evidence
	$(BIN)/python -m eval retrieval
	$(BIN)/python -m eval relevance
	$(BIN)/python -m eval answers

bench: $(VENV)/.dev
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[peers]"
	$(BIN)/python -m eval speed --peer haystack --pages 2000
	$(BIN)/python -m eval reading
	$(BIN)/python -m eval citations --speed
	$(BIN)/python -m eval evidence --speed
	$(BIN)/python -m eval counting
	$(BIN)/python -m eval scale --folder $(BUILT) --sizes $(SIZES)
	$(BIN)/python -m eval search-peers $(addprefix --data $(BUILT)/,$(subst $(comma), ,$(SIZES)))
	$(BIN)/python -m eval api-cost --data $(BUILT)/$(LARGEST)
	$(BIN)/python -m eval load --data $(BUILT)/$(LARGEST)
	$(BIN)/python -m eval sizing $(addprefix --data $(BUILT)/,$(subst $(comma), ,$(SIZES)))
	$(BIN)/python -m eval bench

reliability: $(VENV)/.dev
	$(BIN)/python -m eval reliability

soak: $(VENV)/.dev
	$(BIN)/python -m eval reliability --size soak

fuzz: $(VENV)/.dev
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[fuzz]"
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

screenshots: demo $(VENV)/.dev
	$(BIN)/python -m eval screenshots --data .vkp-demo

samples:
	$(PYTHON) -m venv $(VENV)-samples
	$(VENV)-samples/bin/pip install -q -c constraints.txt -e ".[samples]"
	$(VENV)-samples/bin/python -m corpus.samples.typeset

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.10 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 10) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.base: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)-s3/.made: tests/s3-server.txt  # the S3 server of the tests; without it those are skipped
	-$(PYTHON) -m venv $(VENV)-s3 && $(VENV)-s3/bin/pip install -q --disable-pip-version-check -r $< && touch $@

$(VENV)/.dev: $(VENV)/.base
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt "torch==2.13.0"
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[dense,dev]"
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-samples $(VENV)-sbom .vkp-demo .vkp-bench sbom.cdx.json
