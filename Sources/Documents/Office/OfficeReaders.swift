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
}
