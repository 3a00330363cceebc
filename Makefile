# Two commands do everything on a fresh Debian machine with a Swift toolchain: `make run` and `make test`.
.PHONY: run test lint format bench bench-million bench-changes torture install-deps build

PACKAGES = libcurl4-openssl-dev libssl-dev libsqlite3-dev zlib1g-dev libzip-dev libseccomp-dev pkg-config
TEST_PACKAGES = python3-venv strace nginx-light openssl
TORTURE_PACKAGES = xfsprogs btrfs-progs libfaketime
BENCH_PACKAGES = python3-venv poppler-utils nginx-light curl
VENV = .venv
# So many tests at once; without it all that start programs start them in the same moment, and each waits for minutes.
TEST_WIDTH = SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=8
SWIFT_FLAGS = --explicit-target-dependency-import-check error

run: install-deps
	swift build -c release --static-swift-stdlib --product reportwatch
	exec .build/release/reportwatch run --config config.json

build: install-deps
	swift build $(SWIFT_FLAGS)

# The validators of other people check what we write; they live in a folder of their own.
test: install-deps install-validators
	swift build --build-tests $(SWIFT_FLAGS)
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" SWIFT_BACKTRACE=enable=no $(TEST_WIDTH) swift test --skip-build

lint:
	swift format lint --strict --recursive Sources Tests Benchmarks Package.swift

format:
	swift format --in-place --recursive Sources Tests Benchmarks Package.swift

bench: install-deps
	@.ci/install $(BENCH_PACKAGES)
	Benchmarks/run

# An archive of a million versions: start, memory, questions, export. It takes some minutes and 6 GB of disk.
bench-million: install-deps
	Benchmarks/million

# What the daemon tells of labelled changes, where their bench lies beside the work tree or is named by REPORTWATCH_CHANGE_BENCH.
bench-changes: install-deps
	Benchmarks/changes

# The long forms: kills, errors and cuts of power at every step of the release binary, an hour of random life (REPORTWATCH_SOAK
# gives other seconds), a million inputs for each reader, address sanitizer.
torture: install-deps install-validators
	@.ci/install $(TORTURE_PACKAGES)
	swift build -c release --static-swift-stdlib --product reportwatch
	swift build --build-tests
	PATH="$(CURDIR)/$(VENV)/bin:$$PATH" $(TEST_WIDTH) REPORTWATCH_TORTURE=1 REPORTWATCH_BINARY="$(CURDIR)/.build/release/reportwatch" SWIFT_BACKTRACE=enable=no swift test --skip-build
	Tests/Fuzz/run 1000000x
	swift build --build-tests --sanitize=address --scratch-path .build-asan
	SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 $(TEST_WIDTH) swift test --skip-build --sanitize=address --scratch-path .build-asan \
	  --filter "DocumentsTests|IntakeTests|ArchiveTests|ReaderPoolTests"

# Installs the missing system packages; asks for root where it must, and says so where it cannot.
install-deps:
	@.ci/install $(PACKAGES)

.PHONY: install-validators
install-validators:
	@.ci/install $(TEST_PACKAGES)
	@test $(VENV)/installed -nt Tests/validators.txt || { python3 -m venv $(VENV) && \
	  $(VENV)/bin/pip install --quiet --disable-pip-version-check -r Tests/validators.txt && touch $(VENV)/installed; }
