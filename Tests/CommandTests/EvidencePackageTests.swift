import Foundation
import Model
import Support
import Testing

/// One version handed to a stranger, and what the stranger can check without the program.
struct EvidencePackageTests {
    private let place: Installation

    // Two versions of a report, a checkpoint signed with a key that openssl made.
    init() async throws {
        place = try Installation(["archive": ["signingKey": "file:key.pem"]])
        let made = try await place.run("/usr/bin/openssl", ["genpkey", "-algorithm", "ed25519", "-out", "key.pem"])
        #expect(made.code == 0, "\(made)")
        for report in [PeelReport(), PeelReport(effectiveness: "good", insertion: "now ")] {
            try place.folder.write(report.text, to: "report.txt")
            let answer = try await place.run("ingest", "report.txt")
            #expect(answer.code == 0, "\(answer)")
        }
    }

    private static let checker = Installation.packageRoot + "/docs/check.py"

    private func python(_ arguments: String...) async throws -> Installation.Answer {
        try await place.run("/usr/bin/python3", arguments)
    }

    private func text(of path: String) throws -> String { String(decoding: try place.bytes(path), as: UTF8.self) }

    private func pack() async throws {
        let answer = try await place.run("evidence", "wiltshire/peel-2016@v2", "-o", "x.zip")
        #expect(answer.code == 0 && answer.output.hasPrefix("x.zip: wiltshire peel 2016 v2, "), "\(answer)")
    }

    @Test func `a package holds both versions, the lines that name them, a page, and is not written over`() async throws
    {
        try await pack()
        let names = try await python("-m", "zipfile", "-l", "x.zip").output
        for name in [
            "README.txt", "check.sh", "checkpoint.txt", "index.html", "key.pem", "ledger/v1.json",
            "ledger/v2.proof.json",
            "sha512sums.txt", "archive/wiltshire/peel-2016/v1/content/source/report.txt",
            "archive/wiltshire/peel-2016/v2/content/change.json",
            "archive/wiltshire/peel-2016/v2/inventory.json.sha512",
        ] { #expect(names.contains(name + " "), "\(name) is not in\n\(names)") }
        let again = try await place.run("evidence", "wiltshire/peel-2016@v2", "-o", "x.zip")
        #expect(again.code == 2 && again.errors.contains("a file of this name already"), "\(again.errors)")
        let same = try await place.run("evidence", "wiltshire/peel-2016", "-o", "y.zip")
        #expect(same.code == 0)
        #expect(try place.bytes("x.zip") == place.bytes("y.zip"))
    }

    @Test func `verify of a path that is not there is a wrong call, and no verdict`() async throws {
        let answer = try await place.run("verify", "/no/such", "--json")
        #expect(answer.code == 64 && answer.errors.contains("/no/such") && answer.output.isEmpty, "\(answer)")
    }

    @Test func `its own commands, a checker in another language and verify find it sound`() async throws {
        try await pack()
        _ = try await python("-m", "zipfile", "-e", "x.zip", "out")
        let script = try await place.run("/bin/sh", ["out/check.sh"])
        #expect(script.code == 0 && script.output.contains("v2: leads to the root"), "\(script)")
        #expect(script.output.contains("Signature Verified Successfully"), "\(script)")
        let checked = try await python(EvidencePackageTests.checker, "x.zip", "out/checkpoint.txt")
        #expect(checked.code == 0, "\(checked)")
        #expect(try await python(EvidencePackageTests.checker, "Archive", "events.jsonl").code == 0)
        let verified = try await place.run("verify", "x.zip", "--json")
        #expect(try verified.code == 0 && verified.json["versions"] == 2, "\(verified)")
    }

    @Test func `one changed byte in any file of it is found by all three`() async throws {
        try await pack()
        let flip = """
            import sys, zipfile
            old = zipfile.ZipFile("x.zip"); names = old.namelist(); name = names[int(sys.argv[1])]
            with zipfile.ZipFile("z.zip", "w") as new:
                for each in names:
                    data = bytearray(old.read(each))
                    if each == name: data[len(data) // 2] ^= 1
                    new.writestr(each, bytes(data))
            print(name, len(names))
            """
        try place.folder.write(flip, to: "flip.py")
        let count = try #require(
            try await python("flip.py", "0").output.split(separator: " ").last.flatMap {
                Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
            })
        for index in 0..<count {
            let name = try await python("flip.py", String(index)).output
            #expect(try await place.run("verify", "z.zip").code == 1, "verify: \(name)")
            #expect(try await python(EvidencePackageTests.checker, "z.zip").code == 1, "check.py: \(name)")
        }
        // The script stands beside what it checks, so that one of two files is enough for it.
        _ = try await python("-m", "zipfile", "-e", "x.zip", "out")
        let text = "out/archive/wiltshire/peel-2016/v2/content/text.txt"
        try place.folder.write("another text\n", to: text)
        #expect(try await place.run("/bin/sh", ["out/check.sh"]).code != 0)
    }

    // What nobody could see who compares the package with its own list of sums alone.
    @Test(arguments: [
        "no line of a ledger": "files = {n: d for n, d in files.items() if not n.startswith('ledger/')}",
        "a line under another name":
            "files['ledger/v1.txt'] = files.pop('ledger/v1.json'); files.pop('ledger/v2.json')",
        "another file in the archive":
            "files['archive/wiltshire/peel-2016/v2/content/source/other.html'] = b'<p>Other'",
        "the words of another version": "files[base + 'v2/content/text.txt'] = files[base + 'v1/content/text.txt']",
        "a file that is missing": "files.pop(base + 'v1/content/record.json')",
    ])
    func `a package that was made again with its own sums is not taken`(name: String, change: String) async throws {
        try await pack()
        let forge = """
            import hashlib, zipfile
            old = zipfile.ZipFile("x.zip")
            files = {n: old.read(n) for n in old.namelist() if n != "sha512sums.txt"}
            base = "archive/wiltshire/peel-2016/"
            \(change)
            sums = "".join(f"{hashlib.sha512(d).hexdigest()}  {n}\\n" for n, d in sorted(files.items()))
            with zipfile.ZipFile("z.zip", "w") as new:
                for n, d in [*files.items(), ("sha512sums.txt", sums.encode())]: new.writestr(n, d)
            """
        try place.folder.write(forge, to: "forge.py")
        #expect(try await python("forge.py").code == 0)
        #expect(try await place.run("verify", "z.zip").code == 1)
        #expect(try await python(EvidencePackageTests.checker, "z.zip").code == 1)
        guard !name.contains("ledger"), !name.contains("line") else { return }
        _ = try await python("-m", "zipfile", "-e", "z.zip", "out")
        let script = try await place.run("/bin/sh", ["out/check.sh"])
        #expect(script.code != 0, "\(script)")
    }

    @Test func `a name that is in a package twice is refused by both`() async throws {
        try await pack()
        let twice = """
            import zipfile
            with zipfile.ZipFile("x.zip", "a") as file: file.writestr("index.html", "<p>Other")
            """
        try place.folder.write(twice, to: "twice.py")
        #expect(try await python("twice.py").code == 0)
        #expect(try await place.run("verify", "x.zip").code == 1)
        #expect(try await python(EvidencePackageTests.checker, "x.zip").code == 1)
    }

    @Test func `a kept file counts only with a checkpoint in it, quoted or not`() async throws {
        try await pack()
        try place.folder.write("hello\n", to: "none.txt")
        #expect(try await python(EvidencePackageTests.checker, "x.zip", "none.txt").code == 1)
        let head = try await place.run("status", "--json").json["ledger"]
        let root = try #require(head?["rootHash"]?.string)
        try place.folder.write("> reportwatch/x\n> 2\n> \(root)\n", to: "mail.txt")
        #expect(try await python(EvidencePackageTests.checker, "x.zip", "mail.txt").code == 0)
        let other = String(root.reversed().drop { $0 == "=" }) + "="
        try place.folder.write("> reportwatch/x\n> 2\n> \(other)\n", to: "mail.txt")
        #expect(try await python(EvidencePackageTests.checker, "x.zip", "mail.txt").code == 1)
        let stranger = try await place.run("verify", "--since", "mail.txt", "--json")
        #expect(try stranger.json["faults"]?.items.first?["code"] == "checkpoint-of-another", "\(stranger)")
        #expect(try await place.run("verify", "x.zip", "--since", "out").code != 0)
    }

    @Test func `whoever kept a notice can tell whether the ledger still begins as it did`() async throws {
        let first = try #require(try text(of: "events.jsonl").split(separator: "\n").first)
        try place.folder.write(String(first), to: "kept.json")
        let sound = try await place.run("verify", "--since", "kept.json", "--json")
        #expect(try sound.code == 0 && sound.json["since"]?.items.first?["kept"]?["size"] == 1, "\(sound)")
        let status = try await place.run("status", "--json").json["ledger"]
        #expect(status?["checkpoint"]?.string?.contains("\n— reportwatch/") == true)
        let ledger = try text(of: "Archive/ledger.jsonl")
        try place.folder.write(
            ledger.replacing("report.discovered", with: "report.withdrawn"), to: "Archive/ledger.jsonl")
        let rewritten = try await place.run("verify", "--since", "kept.json", "--json")
        let codes = try rewritten.json["faults"]?.items.compactMap { $0["code"]?.string } ?? []
        #expect(rewritten.code == 1 && codes.contains("history-rewritten"), "\(rewritten)")
        #expect(try await python(EvidencePackageTests.checker, "Archive", "kept.json").code == 1)
        let none = try await place.run("verify", "--since", "no checkpoint")
        #expect(none.code == 2 && none.errors.contains("there is no checkpoint"), "\(none.errors)")
    }

    @Test func `a key that is none is told before anything begins`() async throws {
        try place.folder.write("secret", to: "key.pem")
        let answer = try await place.run("evidence", "wiltshire/peel-2016", "-o", "x.zip")
        #expect(answer.code == 78 && answer.errors.contains("archive.signingKey"), "\(answer.errors)")
        // Whoever looks need not be allowed to sign.
        let status = try await place.run("status", "--json")
        #expect(
            try status.code == 0 && status.json["ledger"]?["checkpoint"]?.string?.contains("—") == false, "\(status)")
    }
}
