# Every target sets up all it needs, and is quick the second time.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What a touchscreen needs from the system: OpenGL, multitouch, printers by USB, a voice and sound. Tests add a screen and fingers of their own,
# a PostgreSQL and a browser for the centre (Ubuntu has none but as a snap: Playwright's own is taken there). Keyboards are read by a
# package that is compiled where the machine is not x86_64.
APT := libgl1 libegl1 libgles2 libgl1-mesa-dri libmtdev1 libusb-1.0-0 espeak-ng alsa-utils xvfb xdotool postgresql \
  $(if $(filter-out x86_64,$(shell uname -m)),gcc python3-dev linux-libc-dev) $(if $(shell grep -s "^ID=debian" /etc/os-release),chromium)

.PHONY: setup run test bench stopwatch soak check screens

run: setup
	$(BIN)/kiosk demo

test: setup
	$(BIN)/pytest -n 2 --dist loadfile

bench: setup
	$(BIN)/python tools/bench.py

stopwatch: setup
	$(BIN)/python tools/stopwatch.py

# Names each long run as it begins, with its progress; a table of all of them, and of what failed, at the end.
soak: setup
	$(BIN)/pytest -m soak -s -vv

# Every screen in every look, in build/screens, and contact sheets of them.
screens: setup
	KIOSK_ALL_LOOKS=1 $(BIN)/pytest -n 2 --dist loadfile tests/gui/test_every_screen.py tests/gui/test_every_counter_screen.py
	for look in portrait-zh-normal landscape-zh-normal portrait-en-large landscape-en-large portrait-zh-normal-contrast landscape-zh-normal-contrast; do \
	  $(BIN)/python tools/contact_sheet.py build/screens build/screens/contact-sheet.$$look.png "*-$$look.png"; \
	done

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(VENV)/.ready

$(VENV)/.ready: pyproject.toml Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@installed=$$(dpkg-query -W -f '$${db:Status-Status} $${Package}, $${Provides}\n' | sed -n 's/^installed//p'); missing=""; \
	for package in $(APT); do \
	  grep -qE "(^|[ ,])$$package([ ,]|$$)" <<< "$$installed" || missing="$$missing $$package"; \
	done; \
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || missing="$$missing python3-venv"; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then \
	    apt-get -o DPkg::Lock::Timeout=300 update -qq; \
	    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends $$missing; \
	  else \
	    echo "Please run this first, then make again:"; echo "  sudo apt-get install -y$$missing"; exit 1; \
	  fi; \
	fi
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
