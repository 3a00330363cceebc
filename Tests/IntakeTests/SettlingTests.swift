import Testing

@testable import Intake

struct SettlingTests {
    private let path = Array("a.txt".utf8)
    private func facts(size: Int = 10, modified: Int64 = 1, changed: Int64 = 1, inode: UInt64 = 7) -> FileFacts {
        FileFacts(device: 1, inode: inode, size: size, modified: modified, changed: changed)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Signs and the sizes seen with them, in milliseconds since the start.
        let seen: [(at: Int, sign: Settling.Sign, size: Int)]
        /// When it becomes due, with `settle` = 2 s.
        let due: Int
    }

    static let cases = [
        Case(testDescription: "renamed in", seen: [(0, .arrived, 5)], due: 0),
        Case(testDescription: "closed", seen: [(0, .created, 0), (50, .closed, 5)], due: 250),
        Case(testDescription: "closed twice", seen: [(0, .closed, 5), (100, .closed, 9)], due: 300),
        Case(testDescription: "found by a scan", seen: [(30, .seen, 5)], due: 2030),
        Case(testDescription: "seen growing", seen: [(0, .seen, 5), (1500, .seen, 9)], due: 3500),
        Case(testDescription: "seen again unchanged", seen: [(0, .seen, 5), (1500, .seen, 5)], due: 2000),
        Case(testDescription: "made, not closed", seen: [(0, .created, 0)], due: 2000),
        Case(testDescription: "closed, then growing again", seen: [(0, .closed, 5), (100, .seen, 9)], due: 2100),
        Case(testDescription: "closed, then seen as it is", seen: [(0, .closed, 5), (100, .seen, 5)], due: 200),
        Case(testDescription: "scanned, then closed", seen: [(0, .seen, 5), (700, .closed, 5)], due: 900),
        Case(testDescription: "renamed in over an older one", seen: [(0, .seen, 5), (700, .arrived, 6)], due: 700),
    ]

    @Test(arguments: cases)
    func `a file becomes due by what is known of its writer`(_ example: Case) {
        var settling = Settling(settle: .seconds(2))
        for (at, sign, size) in example.seen {
            settling.observe(path, facts(size: size, modified: Int64(size)), sign, at: .milliseconds(at))
        }
        #expect(settling.nextLook() == .milliseconds(example.due))
        #expect(settling.collect(at: .milliseconds(example.due - 1)) == 0)
        #expect(settling.collect(at: .milliseconds(example.due)) == 1)
        #expect(settling.take(10) == [path])
        #expect(settling.take(10).isEmpty)
    }

    @Test func `times set after the close cost another 200 ms and not the whole settle time`() {
        var settling = Settling(settle: .seconds(2))
        settling.observe(path, facts(changed: 1), .closed, at: .zero)
        settling.observe(path, facts(modified: 99, changed: 2), .seen, at: .milliseconds(10))
        #expect(settling.nextLook() == .milliseconds(210))
    }

    @Test func `a file that somebody has open is not ready, however still it is`() {
        var settling = Settling(settle: .seconds(2))
        settling.observe(path, facts(), .seen, at: .zero)
        for second in stride(from: 2, through: 20, by: 2) {
            #expect(settling.collect(at: .seconds(second)) == 1)
            #expect(settling.take(1) == [path])
            #expect(settling.judge(path, facts(), .open, at: .seconds(second)) == false)
        }
        settling.observe(path, facts(size: 11), .closed, at: .seconds(21))
        #expect(settling.collect(at: .milliseconds(21_200)) == 1)
        _ = settling.take(1)
        let isReady = settling.judge(path, facts(size: 11), .none, at: .milliseconds(21_200))
        #expect(isReady)
    }

    @Test func `a file that was made and not closed waits a minute where nobody can say who has it open`() {
        var settling = Settling(settle: .seconds(2))
        settling.observe(path, facts(), .created, at: .zero)
        _ = settling.collect(at: .seconds(2))
        _ = settling.take(1)
        #expect(settling.judge(path, facts(), .unknown, at: .seconds(2)) == false)
        #expect(settling.nextLook() == Settling.stillUnclosed)
        settling.distrustSigns()
        #expect(settling.nextLook() == .seconds(2))
    }

    @Test func `a candidate that changed since waits on`() {
        var settling = Settling(settle: .seconds(2))
        settling.observe(path, facts(), .seen, at: .zero)
        _ = settling.collect(at: .seconds(2))
        _ = settling.take(1)
        #expect(settling.judge(path, facts(size: 11), .none, at: .seconds(2)) == false)
        #expect(settling.nextLook() == .seconds(4))
    }

    @Test func `what was offered rests until it changes or a rescan comes`() {
        var settling = Settling(settle: .seconds(2))
        settling.observe(path, facts(), .arrived, at: .zero)
        _ = settling.collect(at: .zero)
        _ = settling.take(1)
        #expect(settling.judge(path, facts(), .none, at: .zero) == true)
        settling.observe(path, facts(), .closed, at: .seconds(1))
        #expect(settling.nextLook() == nil)
        settling.reconsider()
        settling.observe(path, facts(), .seen, at: .seconds(60))
        settling.keep(only: [path])
        #expect(settling.collect(at: .seconds(60)) == 1)
        _ = settling.take(1)
        #expect(settling.judge(path, facts(), .none, at: .seconds(60)) == true)
        settling.observe(path, facts(inode: 8), .arrived, at: .seconds(61))
        #expect(settling.nextLook() == .seconds(61))
    }

    @Test func `what is gone is forgotten, alone, with its folder or after a scan`() {
        var settling = Settling(settle: .seconds(2))
        let names = ["a", "b/c", "b/d/e", "bc"].map { Array($0.utf8) }
        for name in names { settling.observe(name, facts(), .arrived, at: .zero) }
        settling.gone(names[0])
        settling.gone(under: Array("b".utf8))
        #expect(settling.collect(at: .zero) == 4 - 3)
        #expect(settling.take(10) == [names[3]])
        settling.keep(only: [])
        #expect(settling.judge(names[3], facts(), .none, at: .zero) == false)
        #expect(settling.nextLook() == nil)
    }

    @Test func `many files come in the order in which they became due`() {
        var settling = Settling(settle: .seconds(2))
        let order = (0..<500).map { ($0 * 7919) % 500 }
        for number in order {
            settling.observe([UInt8(number >> 8), UInt8(number & 255)], facts(), .seen, at: .milliseconds(number))
        }
        #expect(settling.collect(at: .seconds(10)) == 500)
        let taken = settling.take(200) + settling.take(400)
        #expect(taken == (0..<500).map { [UInt8($0 >> 8), UInt8($0 & 255)] })
    }

    @Test(arguments: [
        (".hidden", true), ("a.part", true), ("A.PART", true), ("a.crdownload", true), ("x.filepart", true),
        ("x.tmp", true),
        ("~$report.docx", true), ("._report", true), (".DS_Store", true), ("Thumbs.db", true), ("@eaDir", true),
        ("", true),
        ("report.txt", false), ("part", false), ("a.partial.pdf", false), ("~report", false), ("tmp", false),
    ])
    func `hidden and temporary names are no documents`(name: String, ignored: Bool) {
        #expect(InboxName.isIgnored(Array(name.utf8)) == ignored)
    }

    @Test(arguments: [
        (Array("plain name.txt".utf8), "plain name.txt"), (Array("käse/日本.pdf".utf8), "käse/日本.pdf"),
        (Array("a\nb\t\"c\"\\".utf8), #"a\nb\t"c"\\"#), ([0x61, 0xFF, 0xC3, 0x62], #"a\xff\xc3b"#),
        ([0x1B, 0x5B, 0x41], #"\u{1b}[A"#), (Array("a\u{202E}b".utf8), #"a\u{202e}b"#),
        ([0xED, 0xA0, 0x80], #"\xed\xa0\x80"#),
        (Array("a\r\nb".utf8), #"a\r\nb"#), (Array("e\u{301}".utf8), "e\u{301}"),
    ])
    func `a name is shown on one line, whatever it holds`(bytes: [UInt8], shown: String) {
        #expect(ReadyFile.shown(bytes) == shown)
    }

    @Test func `a network file system is told from a local one by the mount table`() {
        let mounts = """
            36 35 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
            40 36 0:45 / /mnt/share rw,relatime shared:9 - nfs4 host:/x rw
            41 36 0:46 / /mnt/ssh rw - fuse.sshfs me@host: rw
            """
        #expect(FileSystems.remoteType(device: 0xFE00, mounts: mounts) == nil)
        #expect(FileSystems.remoteType(device: 45, mounts: mounts) != nil)
        #expect(FileSystems.remoteType(device: 46, mounts: mounts) != nil)
        #expect(FileSystems.remoteType(device: 47, mounts: mounts) == nil)
    }

    @Test(
        arguments: [
            ("Kent_files/style.css", true), ("Kent_files/app.js.download", true), ("sub/Kent-Dateien/logo.PNG", true),
            ("Kent_files/saved_resource(1).html", true), ("Kent.files/a/b.woff2", true),
            ("case_files/report.pdf", false),
            ("Kent_files/annex.html", false), ("style.css", false), ("files/logo.png", false), ("Kent_files", false),
        ])
    func `what browsers save beside a page is no document`(path: String, isAsset: Bool) {
        #expect(InboxName.isPageAsset(Array(path.utf8)) == isAsset)
    }
}
