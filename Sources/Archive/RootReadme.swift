import Model

/// `README.txt` in the root of the archive: for a stranger who has this folder and nothing else.
///
/// Its last line says what the rest of it must be, so that any program can tell whether it is whole, whoever wrote it.
enum RootReadme {
    static let fileName = "README.txt"
    static var bytes: [UInt8] { sealed(text) }

    /// Whether a text is what its last line says.
    static func isWhole(_ bytes: [UInt8]) -> Bool {
        guard let feed = bytes.dropLast().lastIndex(of: 0x0A) else { return false }
        return bytes == sealed(String(decoding: bytes[...feed], as: UTF8.self))
    }

    private static func sealed(_ text: String) -> [UInt8] {
        Array(text.utf8) + Array("SHA-512 of the lines above: \(Digest(of: text.utf8).hex)\n".utf8)
    }

    private static let text = """
        WHAT THIS IS

        An archive of inspection reports, with every version of each. It is an OCFL 1.1 storage root
        (https://ocfl.io/1.1/spec/): plain files, readable without the program that wrote them.
        Please do not edit, rename or add anything here; copying the whole folder is fine.

            <subject>/<report>/                one report, for instance metropolitan/peel-2016
                inventory.json                 every version: when, why, which files (the newest inventory)
                inventory.json.sha512          the SHA-512 of that file
                v1/ v2/ ...                    one folder per version, oldest first
                    inventory.json(.sha512)    the inventory as it was then
                    content/source/...         the document exactly as it was received; of one that was fetched also
                                               exchange.warc.gz, what was asked and answered (WARC 1.1)
                    content/text.txt           its words
                    content/record.json        what was read from it
                    content/change.json        what changed since the version before
            <subject>/<report>--part-2/        the versions of the same report from v201 on: a folder holds at most 200, and
                                               the next begins with v1 again, so that v1 there is v201 of the report
            ledger.jsonl                       one line per version, each chained to the line before

        A file that did not change between two versions is stored once, in the older one. The inventory says so:
        "versions" gives the SHA-512 and the name of each file of a version, "manifest" gives the SHA-512 and
        the place where these bytes lie.

        HOW TO CHECK IT WITH NOTHING BUT sha512sum AND A TEXT EDITOR

        1. The inventories are whole (in this folder):

            find . -name inventory.json.sha512 -execdir sha512sum --check --quiet {} \\;

           No output means that all are.

        2. A report's files are what its inventory says. Open the inventory.json of the report. Under "manifest"
           each long number is the SHA-512 of the file named below it. In that report's folder run for instance

            sha512sum v1/content/text.txt

           and compare.

        3. Nobody took a version away or put one in. Open ledger.jsonl: the lines are numbered ("seq") without a
           gap, and "inventoryDigest" is the SHA-512 of the inventory.json in the folder of that version. "prev" is
           the SHA-256, in base64, of a zero byte and the line before without its line feed. For line 5 it is

            { printf '\\0'; sed -n 4p ledger.jsonl | tr -d '\\n'; } | openssl dgst -sha256 -binary | base64

           A chain kept on one disk can be rewritten by whoever owns the disk. It proves something to others as
           soon as they kept one of its tree heads (RFC 6962), which stand in the program's messages.

        What this shows: that these are the bytes that were archived. What it cannot show: that a site really sent
        them. Other people's captures of the same page show that.

        """
}
