package import Model

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The head of the ledger's tree in the form in which it is handed to others: the *checkpoint* of C2SP
/// (https://c2sp.org/tlog-checkpoint), signed as a *signed note* (https://c2sp.org/signed-note) where there is a key.
///
///     reportwatch/8d3b0f0e-7c2e-4a3b-9f0a-0d2f6a1b7c55
///     17
///     XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=
///
///     — reportwatch/8d3b0f0e-7c2e-4a3b-9f0a-0d2f6a1b7c55 6Yb0…
///
/// Whoever kept one can show later that the first 17 lines of the ledger were rewritten, or that they were not.
package struct Checkpoint: Hashable, Sendable {
    /// Whose ledger it is: `reportwatch/` and the UUID of the installation.
    package let origin: String
    package let head: TreeHead
    /// The three lines and the signature, each ended by a line feed.
    package let text: String

    /// Writes the checkpoint of a tree, signed where there is a key.
    package init(origin: String, head: TreeHead, key: SigningKey?) {
        self.origin = origin
        self.head = head
        let body = Checkpoint.body(origin, head)
        guard let key else {
            text = body
            return
        }
        let signature = Checkpoint.keyID(origin, key.verifyingKey) + key.signature(of: Array(body.utf8))
        text = body + "\n— \(origin) \(Data(signature).base64EncodedString())\n"
    }

    /// Reads what somebody kept: the whole text, also with other ends of lines or quoted in a mail; or `17 Xcna…=`, size and
    /// root alone. `nil` where neither stands in it.
    package init?(reading text: String) {
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { line in
            String(line.drop { $0 == ">" || $0 == " " || $0 == "\t" }.trimmed)
        }
        for start in lines.indices {
            if start + 2 < lines.count, let head = Checkpoint.head(lines[start + 1], lines[start + 2]) {
                // In an event the text stands between quotation marks.
                origin = lines[start].split(separator: "\"").last.map(String.init) ?? ""
                self.head = head
                let body = Checkpoint.body(origin, head)
                let signatures = lines[(start + 3)...].drop { $0.isEmpty }.prefix { $0.hasPrefix("— ") }
                self.text = body + (signatures.isEmpty ? "" : "\n" + signatures.map { $0 + "\n" }.joined())
                return
            }
            let parts = lines[start].split(separator: " ").map(String.init)
            if parts.count == 2, let head = Checkpoint.head(parts[0], parts[1]) {
                origin = ""
                self.head = head
                self.text = Checkpoint.body("", head)
                return
            }
        }
        return nil
    }

    /// Whether the text carries a signature of this key, made for this origin.
    package func isSigned(by key: VerifyingKey) -> Bool {
        let body = Array(Checkpoint.body(origin, head).utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("— \(origin) ") }.contains { line in
            guard let data = line.split(separator: " ").last.flatMap({ Data(base64Encoded: String($0)) }),
                data.count == 68, Array(data.prefix(4)) == Checkpoint.keyID(origin, key)
            else { return false }
            return key.accepts(Array(data.dropFirst(4)), of: body)
        }
    }

    /// Whether it carries any signature.
    package var isSigned: Bool { text.contains("\n— ") }

    private static func body(_ origin: String, _ head: TreeHead) -> String { "\(origin)\n\(head.size)\n\(head.root)\n" }

    // The first four bytes of SHA-256 over name, line feed, the number of the algorithm and the key.
    private static func keyID(_ origin: String, _ key: VerifyingKey) -> [UInt8] {
        Array(sha256(Array(origin.utf8) + [0x0A, 0x01] + key.raw).prefix(4))
    }

    private static func head(_ size: String, _ root: String) -> TreeHead? {
        guard let number = Int(size), number >= 0, String(number) == size,
            let hash = Data(base64Encoded: root), hash.count == 32
        else { return nil }
        return TreeHead(size: number, root: root)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = self
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return rest
    }
}
