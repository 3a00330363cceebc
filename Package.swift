// swift-tools-version: 6.2
// Targets stand in the order in which data flows: a star around `Model`, put together by `Daemon`.
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// Reading and comparing is the work of most tests, and ten times slower without the optimizer; `@testable` still works.
let optimized: [SwiftSetting] = strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "reportwatch",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "reportwatch", targets: ["reportwatch"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // C libraries of the system, and the two shims that make them usable from Swift.
        .systemLibrary(
            name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CCurlLibrary", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CCurl", dependencies: ["CCurlLibrary"]),
        .target(
            name: "CSystem", linkerSettings: [.linkedLibrary("seccomp", .when(platforms: [.linux]))]),

        // Values every stage speaks.
        .target(name: "Model", dependencies: ["CCrypto"], swiftSettings: optimized),

        // The stages.
        .target(name: "Intake", dependencies: ["Model", "CCurl", "CZlib", "CSystem"], swiftSettings: strict),
        .target(
            name: "Documents", dependencies: ["Model", "CCrypto", "CZlib"],
            resources: [.embedInCode("HTML/references.txt")],
            swiftSettings: optimized),
        .target(
            name: "Reports",
            dependencies: ["Model", .product(name: "Yams", package: "Yams")],
            resources: [
                .embedInCode("Profiles/hmicfrs.yaml"), .embedInCode("Profiles/ofsted-ilacs.yaml"),
                .embedInCode("Profiles/languages.yaml"),
                .embedInCode("Profiles/forces.csv"),
                .embedInCode("Profiles/fire-services.csv"), .embedInCode("Profiles/local-authorities.csv"),
            ],
            swiftSettings: optimized),
        .target(name: "Changes", dependencies: ["Model"], swiftSettings: optimized),
        .target(name: "Archive", dependencies: ["Model", "CSystem", "CZip"], swiftSettings: strict),
        .target(
            name: "Catalogue",
            dependencies: ["Model", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict),
        .target(name: "Notices", dependencies: ["Model"], swiftSettings: strict),

        // The order of the stages, and the program.
        .target(
            name: "Daemon",
            dependencies: [
                "Model", "Intake", "Documents", "Reports", "Changes", "Archive", "Catalogue", "Notices", "CSystem",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            resources: [
                .embedInCode("Schemas/record.schema.json"), .embedInCode("Schemas/change.schema.json"),
                .embedInCode("Schemas/refusal.schema.json"), .embedInCode("Schemas/config.schema.json"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "reportwatch",
            dependencies: [
                "Model", "Daemon", "Documents", "Reports", "Changes", "Archive", "Catalogue",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Sources/Command",
            swiftSettings: strict),

        // What `make bench` measures inside the process; no product, never installed.
        .executableTarget(
            name: "Benchmarks",
            dependencies: ["Model", "Documents", "Reports", "Changes", "Catalogue", "Daemon", "Support"],
            path: "Benchmarks/InProcess", swiftSettings: strict),

        // One test target for each target; `Support` holds what several of them need.
        .target(name: "CSpawn", path: "Tests/CSpawn"),
        .target(name: "Support", dependencies: ["CZlib", "CSpawn"], path: "Tests/Support", swiftSettings: strict),
        // A reader process that misbehaves, for the tests of the pool.
        .executableTarget(
            name: "HostileReader", dependencies: ["Daemon", "Model"], path: "Tests/HostileReader",
            swiftSettings: strict),
        tests(of: "Model"),
        tests(of: "Intake", and: ["Documents"]),
        tests(of: "Documents"),
        tests(of: "Reports", and: ["Documents"]),
        tests(of: "Changes"),
        tests(of: "Archive"),
        tests(of: "Catalogue"),
        tests(of: "Notices"),
        tests(
            of: "Daemon",
            and: [
                "reportwatch", "HostileReader", "Archive", "Catalogue", "Intake", "Changes", "Notices", "Reports",
                "Documents",
            ]),
        tests(of: "Command", and: ["reportwatch"]),
    ],
    swiftLanguageModes: [.v6]
)

func tests(of target: String, and others: [String] = []) -> Target {
    let own = target == "Command" ? others : [target] + others
    return .testTarget(
        name: target + "Tests", dependencies: (own + ["Model", "Support"]).uniqued().map { .init(stringLiteral: $0) },
        swiftSettings: strict)
}

extension [String] {
    func uniqued() -> [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
