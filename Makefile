# The front door. Everything it needs is brought to a cache outside the
# repository; see `make help`.

.PHONY: help run test lint fmt i18n screenshots shell reset
.DEFAULT_GOAL := help
# The scripts print what matters; sub-makes and jobs would only mix it up.
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:

export PORT JOBS

help: ## list the targets
	@dev/help $(MAKEFILE_LIST)

run: ## serve Odoo with this module and its demo data, until Ctrl-C (PORT=8069)
	@dev/run

test: ## run every test; one by name: make test ARGS='-k name' (JOBS=2 for two processes)
	@dev/test $(ARGS)

lint: ## check the code: ruff, mypy, pylint-odoo, OCA's checks, prettier, eslint
	@dev/lint

fmt: ## format the code: ruff and prettier
	@dev/fmt

i18n: ## bring i18n/ up to the module as it is, and list what is not translated
	@dev/i18n

screenshots: ## take the pictures of the guides anew, in English and Vietnamese (ARGS='my-goals')
	@dev/screenshots $(ARGS)

shell: ## open Odoo's Python shell on the demo database
	@dev/shell

reset: ## drop the demo and test databases of this clone; downloads stay
	@dev/reset
