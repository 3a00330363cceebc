import CZip
package import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// ZIP files, written and read by libzip.
enum ZipFile {
    /// Writes a file that must not be there yet; every entry has the same time, so that the same entries give the same bytes.
    static func write(_ entries: [(name: String, bytes: [UInt8])], to path: String, time: Timestamp) throws(Problem) {
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_CREATE | ZIP_EXCL, &code) else {
            throw problem(code == ZIP_ER_EXISTS ? "there is a file of this name already" : "cannot be written", path)
        }
        for (name, bytes) in entries {
            guard add(name, bytes, to: archive, time) else {
                zip_discard(archive)
                throw problem("\(name) cannot be put into it", path)
            }
        }
        guard zip_close(archive) == 0 else {
            let number = zip_error_code_system(zip_get_error(archive))
            zip_discard(archive)
            throw number == 0 ? problem("cannot be written", path) : .system("write", path, number)
        }
    }

    private static func add(_ name: String, _ bytes: [UInt8], to archive: OpaquePointer, _ time: Timestamp) -> Bool {
        // libzip reads the bytes when the file is closed, and frees them.
        guard let copy = malloc(max(1, bytes.count)) else { return false }
        bytes.withUnsafeBytes { if let start = $0.baseAddress { memcpy(copy, start, bytes.count) } }
        guard let source = zip_source_buffer(archive, copy, zip_uint64_t(bytes.count), 1) else {
            free(copy)
            return false
        }
        let index = zip_file_add(archive, name, source, zip_flags_t(ZIP_FL_ENC_UTF_8))
        guard index >= 0 else {
            zip_source_free(source)
            return false
        }
        let (date, clock) = dosTime(time)
        return zip_file_set_dostime(archive, zip_uint64_t(index), clock, date, 0) == 0
    }

    // A ZIP file keeps local time, in steps of two seconds from 1980 on; ours is that of Greenwich, whatever the machine's is.
    private static func dosTime(_ time: Timestamp) -> (date: UInt16, time: UInt16) {
        var (seconds, parts) = (time_t(time.milliseconds / 1000), tm())
        gmtime_r(&seconds, &parts)
        guard (80...207).contains(parts.tm_year) else { return (33, 0) }
        return (
            UInt16((parts.tm_year - 80) << 9 | (parts.tm_mon + 1) << 5 | parts.tm_mday),
            UInt16(parts.tm_hour << 11 | parts.tm_min << 5 | parts.tm_sec / 2)
        )
    }

    /// What a file may hold at most: strangers hand them over.
    private static let (mostEntries, mostBytes) = (10_000, 1 << 30)

    /// Reads every entry. Throws for what is no ZIP file, holds a name twice, or more than an evidence package does.
    static func read(_ path: String) throws(Problem) -> [String: [UInt8]] {
        var code: Int32 = 0
        guard let archive = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code) else {
            throw problem("this is no whole ZIP file", path)
        }
        defer { zip_discard(archive) }
        let count = zip_get_num_entries(archive, 0)
        guard count <= mostEntries else { throw problem("it holds \(count) files", path) }
        var (entries, left): ([String: [UInt8]], Int) = ([:], mostBytes)
        for index in 0..<zip_uint64_t(max(0, count)) {
            var facts = zip_stat_t()
            zip_stat_init(&facts)
            guard zip_stat_index(archive, index, 0, &facts) == 0, let name = facts.name.map({ String(cString: $0) }),
                facts.size <= left
            else { throw problem("one of its files is too large or has no name", path) }
            left -= Int(facts.size)
            guard let bytes = bytes(archive, index, Int(facts.size)) else {
                throw problem("\(name) in it is damaged", path)
            }
            guard entries.updateValue(bytes, forKey: name) == nil else { throw problem("\(name) is in it twice", path) }
        }
        return entries
    }

    private static func bytes(_ archive: OpaquePointer, _ index: zip_uint64_t, _ size: Int) -> [UInt8]? {
        guard let file = zip_fopen_index(archive, index, 0) else { return nil }
        var done = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while done < size {
                let got = zip_fread(file, buffer.baseAddress.map { $0 + done }, zip_uint64_t(size - done))
                guard got > 0 else { break }
                done += Int(got)
            }
            filled = done
        }
        // One byte more than was promised, or a checksum that is another, is told at the end.
        var rest: UInt8 = 0
        let end = zip_fread(file, &rest, 1)
        return zip_fclose(file) == 0 && end == 0 && done == size ? bytes : nil
    }

    private static func problem(_ what: String, _ path: String) -> Problem {
        Problem(
            .packageUnusable, what, at: path, remedy: "Name another file, or make the package again.",
            retry: .afterRepair)
    }
}

extension Problem.Code {
    /// An evidence package cannot be written or read.
    package static let packageUnusable = Problem.Code("package-unusable")
}
