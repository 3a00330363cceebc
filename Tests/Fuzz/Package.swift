// swift-tools-version: 6.2
// The readers with libFuzzer and the address sanitizer: see `run`. The sources are those of the project, by symbolic links.
import PackageDescription

let flags = ["-sanitize=fuzzer,address", "-O"]
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"), .unsafeFlags(flags),
]
let c: [CSetting] = [.unsafeFlags(["-fsanitize=address", "-O1", "-g"])]

let package = Package(
    name: "fuzz",
    targets: [
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CGumboLibrary", pkgConfig: "gumbo"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .target(name: "CGumbo", dependencies: ["CGumboLibrary"], cSettings: c),
        .target(name: "Model", dependencies: ["CCrypto"], swiftSettings: settings),
        .target(
            name: "Documents", dependencies: ["Model", "CCrypto", "CGumbo", "CGumboLibrary", "CZlib"],
            swiftSettings: settings),
        .executableTarget(
            name: "Fuzz", dependencies: ["Model", "Documents"],
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address"])]),
    ],
    swiftLanguageModes: [.v6]
)
