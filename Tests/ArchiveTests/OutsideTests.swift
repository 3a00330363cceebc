import Archive
import Foundation
import Model
import Support
import Testing

/// What programs that are not ours say of an archive that is.
struct OutsideTests {
    let sample: Sample

    init() throws {
        sample = try Sample()
        let store = sample.store()
        _ = try store.open()
        try sample.add(store, sample.draft("kent", 1, "good"), sample.draft("essex", 1, "fair"))
        try sample.add(store, sample.draft("kent", 2, "better"))
        try sample.add(store, sample.draft("kent", 3, "good"))
    }

    /// The checker in another language.
    static let checker = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/check.py").path

    private static let hasValidator = (try? run("ocfl-validate.py", ["--version"])) != nil

    @Test(.enabled(if: hasValidator, "ocfl-validate.py is not installed"))
    func `ocfl-py validates every object without error or warning`() throws {
        for subject in ["kent", "essex"] {
            let result = try #require(try run("ocfl-validate.py", [sample.object(subject)]))
            #expect(result.code == 0, "\(result.output)")
            #expect(!result.output.contains(/\[[EW][0-9]/), "\(result.output)")
        }
        let root = try #require(try run("ocfl-validate.py", [sample.root]))
        #expect(root.code == 0 && !root.output.contains(/\[[EW][0-9]/), "\(root.output)")
        // The canary: the same command must go red, or it proves nothing.
        let path = sample.object("kent") + "/v1/content/text.txt"
        try Data("Text: goof\n".utf8).write(to: URL(fileURLWithPath: path))
        let canary = try #require(try run("ocfl-validate.py", [sample.object("kent")]))
        #expect(canary.code != 0 && canary.output.contains(/\[E092/), "\(canary.output)")
    }

    @Test func `sha512sum checks every sidecar as the README says`() throws {
        let readme = try sample.read(sample.root + "/README.txt")
        let command = try #require(readme.split(separator: "\n").first { $0.contains("sha512sum --check") })
        let sound = try #require(try run("sh", ["-c", String(command)], in: sample.root))
        #expect(sound.code == 0 && sound.output.isEmpty, "\(sound.output)")
        let path = sample.object("kent") + "/v2/inventory.json"
        try Data(sample.read(path).replacing("better", with: "worse").utf8).write(to: URL(fileURLWithPath: path))
        let changed = try #require(try run("sh", ["-c", String(command)], in: sample.root))
        #expect(changed.output.contains("FAILED"), "\(changed.output)")
    }

    @Test(.enabled(if: (try? run("openssl", ["version"])) != nil, "openssl is not installed"))
    func `the README's command gives what chains a line to the one before`() throws {
        let readme = try sample.read(sample.root + "/README.txt")
        let command = try #require(readme.split(separator: "\n").first { $0.contains("openssl") })
        let second = command.replacing("sed -n 4p", with: "sed -n 3p")
        let result = try #require(try run("sh", ["-c", String(second)], in: sample.root))
        let hash = result.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try sample.ledgerLines()[3].contains("\"prev\":\"\(hash)\""))
    }
}
