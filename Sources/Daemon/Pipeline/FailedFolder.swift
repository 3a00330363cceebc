import CSystem
import Catalogue
import Intake
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// `Inbox/Failed`, or `State/Failed` where nothing is moved out of the inbox: what could not be read, each file beside a reason file that says why and what to do (I6).
///
/// The reason is written first, so that no file ever stands there without one; moving a file back into the inbox tries it again.
struct FailedFolder: Sendable {
    let path: String

    init(settings: Settings) { path = (settings.inbox.isKept ? settings.state : settings.inbox.path) + "/Failed" }

    /// What a reason file says.
    struct Reason: Encodable {
        let schema = "reportwatch:schema/refusal/1"
        let outcome: Outcome
        let message: String
        let remedy: String
        let name: String
        let bytes: Int
        let received: Timestamp
    }

    /// Puts an input there and gives the path it got.
    func put(_ claim: Claim, at input: String, refusal: Refusal) throws(Problem) -> String {
        try Disk.makeFolder(path)
        let reason = Reason(
            outcome: refusal.outcome, message: refusal.message, remedy: refusal.remedy, name: claim.shownName,
            bytes: claim.size, received: claim.claimed)
        let bytes: [UInt8]
        do { bytes = try JSON.bytes(of: reason) } catch { throw Problem.wrapping(error, at: claim.shownName) }
        let name = claim.nameBytes.split(separator: 0x2F).last.map(Array.init) ?? Array("unnamed".utf8)
        for attempt in 1...10_000 {
            let candidate = FailedFolder.numbered(name, attempt)
            // The reason's name is claimed first; a file that takes the other name meanwhile sends both to the next number.
            guard !exists(place(candidate)), let reasonPath = try claimReason(of: candidate, bytes) else { continue }
            let code = place(candidate).withUnsafeBufferPointer { move(input, to: $0.baseAddress) }
            if code != 0 { reasonPath.withUnsafeBufferPointer { buffer in _ = buffer.baseAddress.map { unlink($0) } } }
            if code == EEXIST { continue }
            guard code == 0 else { throw Problem.system("cannot move \(claim.shownName) to Failed", path, code: code) }
            try Disk.syncFolder(path)
            return path + "/" + ReadyFile.shown(candidate)
        }
        throw Problem(
            .inputOutput, "no free name for \(claim.shownName)", at: path, remedy: "Empty the folder.", retry: .later)
    }

    /// Gives the names, as they are shown, of files that have no reason beside them.
    func withoutReason() -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: Set<[UInt8]> = []
        while let entry = readdir(folder) {
            let name = Array(
                UnsafeRawBufferPointer(start: FailedFolder.name(of: entry), count: strlen(FailedFolder.name(of: entry)))
            )
            if entry.pointee.d_type != DT_DIR, name.first != 0x2E { names.insert(name) }
        }
        let suffix = Array(".reason.json".utf8)
        return names.filter {
            !$0.reversed().starts(with: suffix.reversed()) && !names.contains(FailedFolder.reasonName($0))
        }
        .map { ReadyFile.shown($0) }.sorted()
    }

    /// Whether a file lies here already, under whatever name: a cut of power may leave one that was just set aside under both
    /// its names (seen on btrfs).
    func holds(_ input: String) -> Bool {
        var facts = stat()
        // Whatever is claimed has one name at first; the archive's is the other one else.
        guard lstat(input, &facts) == 0, facts.st_nlink > 1, let stream = opendir(path) else { return false }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            var found = stat()
            guard entry.pointee.d_ino == facts.st_ino else { continue }
            guard fstatat(dirfd(stream), FailedFolder.name(of: entry), &found, AT_SYMLINK_NOFOLLOW) == 0
            else { continue }
            if found.st_dev == facts.st_dev, found.st_ino == facts.st_ino { return true }
        }
        return false
    }

    // By its place: the record is as short as its name, and not as long as its type.
    private static func name(of entry: UnsafeMutablePointer<dirent>) -> UnsafePointer<CChar> {
        UnsafeRawPointer(entry).advanced(by: nameOffset).assumingMemoryBound(to: CChar.self)
    }

    private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0

    // Writes the reason under its name; `nil` where that name is another file's. A reason whose file is gone (moved back
    // into the inbox, or never arrived because of a crash) gives way. A document that is called like a reason has a reason
    // of its own, and stays.
    private func claimReason(of name: [UInt8], _ bytes: [UInt8]) throws(Problem) -> [CChar]? {
        let reason = FailedFolder.reasonName(name)
        let path = place(reason)
        if exists(path) {
            guard !exists(place(FailedFolder.reasonName(reason))) else { return nil }
            path.withUnsafeBufferPointer { buffer in _ = buffer.baseAddress.map { unlink($0) } }
        }
        try write(bytes, to: path)
        return path
    }

    private func move(_ from: String, to target: UnsafePointer<CChar>?) -> Int32 {
        guard let target else { return EINVAL }
        let code = cs_rename_noreplace(from, target)
        guard code == EXDEV else { return code }
        // The inbox lies on another file system than the state.
        let temporary = path + "/.\(sha256Hex(from.utf8).prefix(16)).part"
        do { _ = try InputFile.copy(from, to: temporary) } catch { return error.code == .diskFull ? ENOSPC : EIO }
        let placed = cs_rename_noreplace(temporary, target)
        unlink(placed == 0 ? from : temporary)
        return placed
    }

    private func write(_ bytes: [UInt8], to path: [CChar]) throws(Problem) {
        let descriptor = path.withUnsafeBufferPointer { buffer -> Int32 in
            guard let base = buffer.baseAddress else { return -1 }
            return open(base, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        }
        guard descriptor >= 0 else { throw Problem.system("cannot write the reason", self.path) }
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        var code = written < 0 ? errno : 0
        // A disk that is nearly full takes a part, which is no error to the system.
        if code == 0, written < bytes.count { code = ENOSPC }
        if code == 0, fsync(descriptor) != 0 { code = errno }
        guard code == 0 else {
            path.withUnsafeBufferPointer { buffer in _ = buffer.baseAddress.map { unlink($0) } }
            throw Problem.system("cannot write the reason", self.path, code: code)
        }
    }

    private func exists(_ path: [CChar]) -> Bool {
        var facts = stat()
        return path.withUnsafeBufferPointer { buffer in buffer.baseAddress.map { lstat($0, &facts) == 0 } ?? false }
    }

    // Names are bytes: they reach the system as they came.
    private func place(_ name: [UInt8]) -> [CChar] {
        (Array(path.utf8) + [0x2F] + name + [0]).map { CChar(bitPattern: $0) }
    }

    private static func numbered(_ name: [UInt8], _ attempt: Int) -> [UInt8] {
        attempt == 1 ? name : Array(name.prefix(240)) + Array(" (\(attempt))".utf8)
    }

    // File systems hold 255 bytes: the reason of a long name keeps its beginning and a digest of the rest.
    private static func reasonName(_ name: [UInt8]) -> [UInt8] {
        let suffix = Array(".reason.json".utf8)
        guard name.count + suffix.count > 255 else { return name + suffix }
        return Array(name.prefix(220)) + Array("~\(sha256Hex(name).prefix(12))".utf8) + suffix
    }
}
