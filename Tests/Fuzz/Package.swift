// swift-tools-version: 6.2
// The readers with libFuzzer and the address sanitizer: see `run`. The sources are those of the project, by symbolic links.
import PackageDescription

let flags = ["-sanitize=fuzzer,address", "-O"]
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .unsafeFlags(flags),
]

let package = Package(
    name: "fuzz",
    targets: [
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .target(name: "Model", dependencies: ["CCrypto"], swiftSettings: settings),
        .target(
            name: "Documents", dependencies: ["Model", "CCrypto", "CZlib"],
            resources: [.embedInCode("HTML/references.txt")], swiftSettings: settings),
        .target(name: "Fuzz", dependencies: ["Model", "Documents"], swiftSettings: settings),
        .executableTarget(
            name: "FuzzMain", dependencies: ["Fuzz"],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]),
    ],
    swiftLanguageModes: [.v6]
)
