import Model

/// One thing that was noticed in the inbox.
enum Observation {
    case file([UInt8], FileFacts, Settling.Sign)
    case gone([UInt8])
    case goneUnder([UInt8])
    case trouble([UInt8], Problem)
}

/// Goes through the inbox and its folders and says what is there.
struct InboxScan {
    let folder: InboxFolder
    /// Called with every folder before it is listed: watch first, then scan, so that nothing falls between.
    let enter: (_ path: [UInt8], _ descriptor: Int32) -> Void

    /// Gives everything below a folder; files carry the sign that brought the scan about.
    func run(from start: [UInt8] = [], sign: Settling.Sign = .seen) -> [Observation] {
        var found: [Observation] = []
        var folders = [start]
        while let path = folders.popLast() {
            guard path.split(separator: UInt8(ascii: "/")).count < InboxFolder.maximumDepth else {
                found.append(.trouble(path, .tooDeep(place(path))))
                continue
            }
            var entries: [([UInt8], Sighting)] = []
            let failure = folder.withFolder(path) { descriptor in
                enter(path, descriptor)
                entries = InboxFolder.list(descriptor) ?? []
            }
            if case .unreadable(let code) = failure { found.append(.trouble(path, .unreadable(place(path), code))) }
            for (name, sighting) in entries {
                note(InboxName.path(path, name), sighting, sign, &found, &folders)
            }
        }
        return found
    }

    /// Gives what is to be said of one path; a folder is scanned.
    func observe(_ path: [UInt8], sign: Settling.Sign) -> [Observation] {
        var found: [Observation] = []
        var folders: [[UInt8]] = []
        note(path, folder.look(path), sign, &found, &folders)
        return found + folders.flatMap { run(from: $0, sign: .seen) }
    }

    func place(_ path: [UInt8]) -> String {
        path.isEmpty ? folder.path : folder.path + "/" + ReadyFile.shown(path)
    }

    private func note(
        _ path: [UInt8], _ sighting: Sighting, _ sign: Settling.Sign, _ found: inout [Observation],
        _ folders: inout [[UInt8]]
    ) {
        switch sighting {
        case .file(let facts): if !InboxName.isPageAsset(path) { found.append(.file(path, facts, sign)) }
        case .folder: if path != InboxName.failed { folders.append(path) }
        case .odd(let kind): found.append(.trouble(path, .notAFile(place(path), kind: kind)))
        case .unreadable(let code): found.append(.trouble(path, .unreadable(place(path), code)))
        case .gone: found.append(.gone(path))
        }
    }
}
