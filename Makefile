# The front door. `make run` serves OneX with a demo; `make test` runs every check, in the order in which they fail
# cheapest. Each stage of it can be run alone. What they do in detail stands in scripts/.

SHELL := /bin/bash
# The recipes share one cargo and one web/dist.
.NOTPARALLEL:
.DEFAULT_GOAL := help

STAGE := scripts/stage
# One set of targets and features in one profile: a narrower selection would resolve other features and build the
# dependencies again.
CARGO_ALL := --workspace --all-targets --locked
# Clippy is the compiler with more to say: it reads the project's own crates in the pass that builds them, not in one more.
LINTED := RUSTC_WORKSPACE_WRAPPER=clippy-driver CLIPPY_ARGS=-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__

.PHONY: help
help:
	@echo 'make run        build what changed and serve the demo: LISTEN=127.0.0.1:8080 or PORT=, DATA=data'
	@echo 'make test       every check; or one stage of it:'
	@echo '                fmt deploy-check features deny web-build test-web build test-rust peers contract test-e2e fuzz'
	@echo 'make test-api   tests/api alone, on SQLite and PostgreSQL; TEST=name for some of them'
	@echo 'make generate   write openapi.yaml and the TypeScript schema anew'
	@echo 'make bench      load and scale programs, against their floors (target/bench.json)'

.PHONY: run
run:
	@scripts/run

# The interface is built before anything of Rust: the binary embeds it, and would be built twice otherwise.
.PHONY: test
test: setup fmt deploy-check features deny web-build test-web build test-rust peers contract test-e2e fuzz
	@printf '\nmake test: every stage passed\n'

.PHONY: setup
setup:
	@$(STAGE) 'setup' scripts/setup test

.PHONY: fmt
fmt:
	@$(STAGE) 'format' cargo fmt --all --check

.PHONY: deploy-check
deploy-check:
	@$(STAGE) 'deployment files and scripts' scripts/check-deploy

.PHONY: web-build
web-build:
	@$(STAGE) 'build the interface' scripts/web-build

.PHONY: features
features:
	@$(STAGE) 'the binary has the same libraries by itself as with the tests' scripts/check-features

.PHONY: deny
deny:
	@$(STAGE) 'licences and sources of the crates' scripts/check-crates

.PHONY: build
build: web-build
	@$(STAGE) 'clippy, and build the binary and the tests' env $(LINTED) cargo build $(CARGO_ALL)

# Every test of tests/api runs on SQLite and on PostgreSQL.
.PHONY: test-rust
test-rust: build
	@$(STAGE) 'unit, engine and API tests, on SQLite and PostgreSQL' env $(LINTED) scripts/with-postgres cargo test --workspace --locked

.PHONY: test-api
test-api: build
	@$(STAGE) 'tests/api, on SQLite and PostgreSQL' env $(LINTED) scripts/with-postgres cargo test --workspace --locked --test api -- $(TEST)

.PHONY: peers
peers: build
	@$(STAGE) 'software that is not ours' env $(LINTED) scripts/peers

.PHONY: contract
contract: build
	@$(STAGE) 'contract: what is committed is what is generated' scripts/generate --check

.PHONY: test-web
test-web: web-build
	@$(STAGE) 'web: lint' npm --prefix web run --silent lint
	@$(STAGE) 'web: types' npm --prefix web run --silent typecheck
	@$(STAGE) 'web: tests' npm --prefix web run --silent test
	@$(STAGE) 'web: size budget' npm --prefix web run --silent budget

.PHONY: test-e2e
test-e2e: build
	@$(STAGE) 'journeys in the browser' scripts/e2e

.PHONY: fuzz
fuzz: build
	@$(STAGE) 'contract fuzzer, as each role' scripts/fuzz $(FUZZ)

.PHONY: generate
generate: build
	@scripts/generate

# The release binary is what is measured; the server that it is measured on keeps its promises to the disk.
.PHONY: bench
bench:
	@scripts/setup bench
	@scripts/web-build
	cargo build --release --locked -p onex -p onex-bench
	scripts/with-postgres --durable cargo run --release --locked -p onex-bench -- $(BENCH)
