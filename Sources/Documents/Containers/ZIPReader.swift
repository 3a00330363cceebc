import Model

/// A ZIP file as a document: its text is the list of what is inside, and each file inside is a member.
enum ZIPReader {
    static func recognises(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
    }

    static func read(_ bytes: [UInt8], members: inout MemberSink) throws(Refusal) -> Document {
        let archive = try ZIPArchive(bytes, limit: members.limits.entries)
        let overlapping = archive.overlapping
        let isWebArchive = isWebArchive(archive.entries.map(\.name))
        var list = MemberList()
        var faults: [ZIPArchive.Fault] = []
        for (index, entry) in archive.entries.enumerated() where !entry.isFolder {
            if isWebArchive, !entry.name.hasPrefix("archive/") {
                list.add(entry.name, "left out: it describes the web archive")
                continue
            }
            if isRubbish(entry.name) {
                list.add(entry.name, "left out: made by the system that packed it")
                continue
            }
            let contents: [UInt8]
            do throws(ZIPArchive.Fault) {
                guard !overlapping.contains(index) else { throw .damaged("it shares its bytes with another") }
                guard !entry.isLink else { throw .damaged("it is a symbolic link, which is never followed") }
                contents = try archive.contents(
                    of: entry, limit: MemberSink.largestMember, ratio: members.limits.ratio)
            } catch {
                faults.append(error)
                list.fail(entry.name, error.spoken)
                if error != .encrypted { try members.waste(min(entry.size, MemberSink.largestMember)) }
                continue
            }
            try list.give(
                Member(path: entry.name.isEmpty ? "file \(index + 1)" : entry.name, bytes: contents),
                entry.leadsOutside ? "under a name that leads elsewhere" : nil, to: &members)
        }
        if list.given == 0, let first = faults.first { throw refusal(first, of: faults.count) }
        return try list.document(mediaType: "application/zip", noun: "ZIP archive")
    }

    // Nothing could be had: the fault of the first file is that of the archive.
    private static func refusal(_ fault: ZIPArchive.Fault, of count: Int) -> Refusal {
        switch fault {
        case .encrypted:
            Refusal(
                .encrypted, "the files in the ZIP are encrypted",
                remedy: "Unpack it with its password and drop the reports that are inside.")
        case .tooLarge:
            Refusal(
                .tooLarge,
                "the files in the ZIP unpack to more than \(MemberSink.largestMember >> 20) MiB or many times their packed size",
                remedy: "Unpack it yourself and drop the reports that are inside.")
        case .method, .damaged:
            Refusal(
                .unsupported,
                count == 1
                    ? "the file in the ZIP cannot be unpacked: \(fault.spoken)"
                    : "none of the \(count) files in the ZIP can be unpacked: \(fault.spoken)",
                remedy: "Pack it again with an ordinary program, or drop the reports that are inside.")
        }
    }

    // WACZ: web archives with an index and a list of pages that say nothing of their own.
    private static func isWebArchive(_ names: [String]) -> Bool {
        names.contains("datapackage.json")
            && names.contains { $0.hasPrefix("archive/") && ($0.hasSuffix(".warc") || $0.hasSuffix(".warc.gz")) }
    }

    private static func isRubbish(_ name: String) -> Bool {
        let last = name.split { "/\\".contains($0) }.last ?? ""
        return name.hasPrefix("__MACOSX/") || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(last)
    }
}

extension ZIPArchive.Fault {
    /// The fault as a clause.
    var spoken: String {
        switch self {
        case .encrypted: "it is encrypted"
        case .method(let number): "it is packed by method \(number), which is not read"
        case .damaged(let how): how
        case .tooLarge:
            "it unpacks to more than \(MemberSink.largestMember >> 20) MiB or many times its packed size, which is more than may come out"
        }
    }
}
