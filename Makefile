# Saphan: `make` alone prints the commands.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS := never
# A cache outside the project keeps a second `make setup` short; where none is writable uv makes a temporary one.
UV := $(BIN)/uv

##@ Start
.PHONY: demo run setup
setup: $(VENV)/.run ## Prepare the environment in .venv (nothing else is needed)

demo: $(VENV)/.run ## Run the story: four services, a case through all hands, fourteen refusals; about a minute the first time
	@$(BIN)/saphan demo

run: $(VENV)/.run ## Run the whole of Saphan in one process on http://127.0.0.1:8080
	@$(BIN)/saphan run

##@ The country on one machine
.PHONY: secrets country country-down country-backup country-restore country-clean pin
country: $(VENV)/.dev ## Start everything in containers, from nothing, and wait for it; BASES=1 makes upstream's images here
	@$(BIN)/python -m deploy.country up $(if $(BASES),--bases)

secrets: $(VENV)/.run ## Make the secrets that are missing, as files; none is replaced
	@$(BIN)/python -m deploy.country secrets

country-down: $(VENV)/.dev ## Stop it; everything is kept
	@$(BIN)/python -m deploy.country down

country-backup: $(VENV)/.dev ## Write all of it into a new folder: TO=FOLDER
	@$(BIN)/python -m deploy.country backup $(if $(TO),--to "$(TO)")

country-restore: $(VENV)/.dev ## Make it what a backup says, and start it: FROM=FOLDER; CONFIRM=1 where there are records
	@$(BIN)/python -m deploy.country restore $(if $(FROM),--from "$(FROM)") $(if $(BASES),--bases)

country-clean: $(VENV)/.dev ## Stop it and remove every record and key: CONFIRM=1
	@$(BIN)/python -m deploy.country clean

pin: $(VENV)/.run ## Write the digests of deploy/images.toml, where a registry is reachable
	@$(BIN)/python -m deploy.country pin

##@ Check
.PHONY: check lint test fast nightly compose-test
check: lint ## Format, lint, types, imports, schemas and the tests that need no server: under a minute
	$(BIN)/pytest -q -x -n 2 tests/contracts tests/evidence tests/architecture

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/codespell
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m contracts.lint
	$(BIN)/python -m contracts.generate --check
	$(BIN)/python -m cli.settings_page --check
	$(BIN)/python -m cli.rights.page --check
	$(BIN)/python -m cli.roads_page --check
	$(BIN)/python -m cli.reasons_page --check
	$(BIN)/python -m tests.support.clients_page --check
	$(BIN)/python -m deploy.telemetry.dashboards --check

fast: $(VENV)/.dev ## All tests except those that start whole processes, a broker or a browser
	$(BIN)/pytest -q -n 2 -m "not slow and not kafka and not browser"

test: lint ## Everything, with PostgreSQL, and with Kafka where Java 17 and Maven are
	$(BIN)/pytest -q -n 2 --dist loadgroup --minutes

nightly: $(VENV)/.dev k8s-api-server images ## What takes longer than a change can wait: kills at every step, 10,000 odd requests; SAPHAN_SEED=… repeats a run
	$(BIN)/pytest -q -s -m nightly

.PHONY: k8s-test k8s-tools
# Not optimised: that takes two thirds of the time to build, and it runs for seconds. `go` checks the sums of what it fetches.
K8S_TOOLS := build/k8s-tools
GO_INSTALL = command -v go >/dev/null || { echo "k8s-tools needs Go 1.24 or newer: install it" >&2; exit 1; }; \
  GOBIN=$(CURDIR)/$(K8S_TOOLS) go install -gcflags='all=-N -l' -ldflags='-s -w'
k8s-test: $(VENV)/.dev | k8s-tools ## Render every overlay for Kubernetes, validate by schemas and hold all rules; no network
	$(BIN)/python -m k8s.checks.offline

k8s-tools: $(K8S_TOOLS)/kustomize $(K8S_TOOLS)/kubectl-validate ## Build what k8s-test needs, with Go: minutes, once

$(K8S_TOOLS)/kustomize:
	@$(GO_INSTALL) sigs.k8s.io/kustomize/kustomize/v5@v5.7.1

$(K8S_TOOLS)/kubectl-validate:
	@$(GO_INSTALL) sigs.k8s.io/kubectl-validate@v0.0.4

.PHONY: compose-test
compose-test: $(VENV)/.dev ## The country in containers for real, from locally made images; needs `make images`, podman, root, Go, Maven
	$(BIN)/pytest -q -s -m nightly tests/deploy/test_country.py

.PHONY: k8s-api-server
k8s-api-server: ## Build a real API server of Kubernetes for the night: a quarter of an hour, once
	@mkdir -p $(K8S_TOOLS) && tests/k8s/build_api_server.sh $(K8S_TOOLS)

##@ Measure
.PHONY: bench
bench: $(VENV)/.dev ## Start the system, drive it from outside, print the costs with their method
	$(BIN)/python -m bench

##@ Images
.PHONY: wheelhouse image images bases
CONTAINER ?= $(shell command -v podman || command -v docker)
COMPONENT ?= gateway
export CONTAINER
wheelhouse: $(VENV)/.dev ## Fill wheelhouse/ with all that images install, and write their bills of materials
	$(BIN)/python -m deploy.build.wheelhouse
	$(BIN)/python -m deploy.build.sbom

image: wheelhouse ## Build one image: make image COMPONENT=case-registry
	deploy/build/image.sh $(COMPONENT)

images: wheelhouse ## Build the images of all components
	deploy/build/image.sh $$(sed -n 's/^\([a-z-]*\) = .*/\1/p' deploy/components.toml)

bases: ## Make the Python base images here, where no registry is reachable (root, debootstrap)
	deploy/bases/python.sh

##@ Make
.PHONY: schemas settings rights roads reasons clients dashboards fonts migration lock clean
schemas: $(VENV)/.dev ## Generate contracts/national from schemas/
	$(BIN)/python -m contracts.generate

dashboards: $(VENV)/.dev ## Write Grafana's dashboards from deploy/telemetry/dashboards
	$(BIN)/python -m deploy.telemetry.dashboards

fonts: $(VENV)/.dev ## Make our Lao font in chassis/prints/fonts from Noto's in deploy/fonts
	$(BIN)/python -m deploy.fonts

settings: $(VENV)/.dev ## Generate docs/settings.md from the settings classes
	$(BIN)/python -m cli.settings_page

rights: $(VENV)/.dev ## Generate docs/rights.md from the tables of rights
	$(BIN)/python -m cli.rights.page

roads: $(VENV)/.dev ## Generate docs/roads.md from the table of moves of cases
	$(BIN)/python -m cli.roads_page

reasons: $(VENV)/.dev ## Generate docs/reasons.md from the reasons of refusals
	$(BIN)/python -m cli.reasons_page

clients: $(VENV)/.dev ## Generate docs/clients.md from the lock files of docs/examples/clients
	$(BIN)/python -m tests.support.clients_page

.PHONY: k8s-generate k8s-render k8s-secrets
k8s-generate: $(VENV)/.dev ## Write Kafka's topics, users and scaling for Kubernetes from the code
	$(BIN)/python -m k8s.checks.generated

k8s-render: k8s-generate | k8s-tools ## Write what the overlays render to, with which tests compare
	$(BIN)/python -m k8s.checks.offline --write

k8s-secrets: $(VENV)/.run ## Make the keys of a sandbox in Kubernetes, once
	@$(BIN)/python -m k8s.sandbox_secrets

migration: $(VENV)/.dev ## A new migration: make migration s=case_registry m="hearings"
	$(BIN)/python -m chassis.postgres.new_migration "$(s)" "$(m)"

# The images' files are of their platform alone, without markers, so that file, image and SBOM name the same packages;
# that of a group holds what the group adds to base.lock. dev.lock decides the versions of all.
COMPILE = $(UV) pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header
IN_IMAGES = $(COMPILE) --no-annotate --python-platform linux -c requirements/dev.lock
lock: $(VENV)/.dev ## Resolve the requirement files anew (hashed, no host names)
	$(COMPILE) --universal --all-extras --group dev pyproject.toml -o requirements/dev.lock
	$(COMPILE) --universal -c requirements/dev.lock --extra sandbox --group setup pyproject.toml -o requirements/run.lock
	$(IN_IMAGES) --group build -o requirements/build.lock
	$(IN_IMAGES) pyproject.toml -o requirements/base.lock
	for group in bus files hsm prints sandbox; do \
	  $(IN_IMAGES) pyproject.toml --extra $$group -o requirements/$$group.lock \
	    $$(sed -nE 's/^([a-z0-9-]+)==.*/--no-emit-package \1/p' requirements/base.lock) --no-emit-package saphan; done
	awk '/^uv==/ {on = 1} on && !/^uv==|--hash/ {exit} on' requirements/dev.lock > requirements/installer.lock

clean: ## Remove the environment and caches; saphan-data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help
help:
	@awk 'BEGIN {FS = ":.*## "} /^##@/ {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z0-9-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# One line each that says what to install, before anything else can fail less clearly.
$(VENV)/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Saphan needs Python 3.11 or newer as $(PYTHON): install it, or say make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { echo "Python's venv module is missing: install it (Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
	@echo "· environment: .venv"
	@$(PYTHON) -m venv $(VENV)
	@echo "· installer: uv"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/installer.lock

# The project itself is installed in place, so that a changed file needs no second step.
$(VENV)/.run: requirements/run.lock pyproject.toml | $(VENV)/bin/uv
	@echo "· libraries: requirements/run.lock"
	@$(UV) pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/run.lock
	@$(UV) pip install -q --compile-bytecode --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock pyproject.toml | $(VENV)/bin/uv
	@echo "· libraries: requirements/dev.lock"
	@$(UV) pip install -q --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.lock
	@$(UV) pip install -q --compile-bytecode --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run
