# wangge: `make run` builds and starts the map desk on the reference data, `make test` passes the tests.

AREAS   ?= data/otog
DB      ?= var/wangge.db
LISTEN  ?= 127.0.0.1:8080
WANGGE  := target/release/wangge
# apt needs root: nothing in front as root, sudo elsewhere.
SUDO    := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: build web run test test-deps lint bench bless doc clean

build: web
	cargo build --release --locked

# npm ci only when the lock file has changed since the last one.
web: web/node_modules/.package-lock.json
	npm --prefix web run build

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	npm --prefix web ci --no-audit --no-fund

run: build
	mkdir -p var
	$(WANGGE) serve --areas $(AREAS) --db $(DB) --incidents $(AREAS)/incidents.csv --listen $(LISTEN)

# The browser comes from the distribution's package; poppler reads the sheets' text back.
test-deps:
	@command -v chromium >/dev/null && command -v pdftotext >/dev/null \
	  || { $(SUDO) apt-get update -q && $(SUDO) apt-get install -y -q chromium poppler-utils; } \
	  || { echo 'Install the browser and the PDF tools first: sudo apt-get install -y chromium poppler-utils'; exit 1; }

# The tests build the program too, with the features that their libraries ask for: `build` first would
# compile most of it twice.
test: web test-deps
	cargo test --release --locked
	npm --prefix web run check
	npm --prefix web test
	npm --prefix web run e2e

lint: build
	cargo fmt --check
	cargo clippy --release --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --release --locked --no-deps --document-private-items
	npm --prefix web run check
	npm --prefix web run lint
	@command -v cargo-deny >/dev/null && cargo deny check || echo 'cargo-deny is not installed: cargo install --locked cargo-deny'

# GRIDS=file.geojson POINTS=file.csv measure lookup and sheets on other files than the reference data,
# BANNER=file.geojson POINTS=file.csv the density.
bench: build
	cargo bench --locked --bench engines
	cargo bench --locked --bench peer_locate -- $(if $(GRIDS),--grids $(abspath $(GRIDS)) --points $(abspath $(POINTS)))
	cargo bench --locked --bench peer_sheet -- --format png $(if $(GRIDS),--grids $(abspath $(GRIDS)) --points $(abspath $(POINTS)))
	cargo bench --locked --bench peer_sheet -- --format pdf $(if $(GRIDS),--grids $(abspath $(GRIDS)) --points $(abspath $(POINTS)))
	cargo bench --locked --bench peer_heat -- --tiles $(if $(BANNER),--points $(abspath $(POINTS)) --banner $(abspath $(BANNER)))

# Accepts golden images and snapshots as they are drawn now. Look at every one before committing.
bless: build
	WANGGE_BLESS=1 INSTA_UPDATE=always cargo test --release --locked

doc: build
	cargo doc --release --no-deps --open

clean:
	cargo clean
	rm -rf web/node_modules web/dist var
