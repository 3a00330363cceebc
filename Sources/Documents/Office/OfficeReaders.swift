import Model

/// What a ZIP file turns out to be, asked in this order: an office document that is read, one that is not, packed files.
enum OfficeReaders {
    static func read(_ bytes: [UInt8], members: inout MemberSink) throws(Refusal) -> Document {
        guard let package = try OfficePackage(ZIPArchive(bytes)) else {
            return try ZIPReader.read(bytes, members: &members)
        }
        switch package.kind {
        case .word(let main): return try DOCXReader.read(package, main: main, members: &members)
        case .openDocumentText: return try ODTReader.read(package)
        case .other(let name):
            throw Refusal(
                .unsupported, "this is \(name), which cannot be read",
                remedy: "Save the report as PDF, as a Word document or as a web page and drop that in.")
        }
    }

    /// Whether bytes are an OOXML document that a password protects: a compound file ([MS-CFB]) with a stream of the name
    /// that [MS-OFFCRYPTO] 2.3.4.4 gives to what is encrypted. Entries of its directories are 128 bytes, the name first.
    static func isEncryptedPackage(_ bytes: [UInt8]) -> Bool {
        guard bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) else { return false }
        let name = Array("EncryptedPackage\0".utf8).flatMap { [$0, UInt8(0)] }
        return stride(from: 512, to: bytes.count, by: 128).contains { bytes[$0...].starts(with: name) }
    }
}
