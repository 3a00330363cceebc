package import Model

/// A file in the inbox that is complete as far as anybody can tell: nobody writes it, and it is no temporary name.
package struct ReadyFile: Hashable, Sendable {
    /// Relative to the inbox, as raw bytes: names need not be UTF-8.
    package let path: [UInt8]
    /// With the inode, tells the file itself, whatever it is called.
    package let device: UInt64
    /// See `device`.
    package let inode: UInt64
    /// In bytes.
    package let size: Int
    /// When the content changed last, as the file system says; old times mean nothing.
    package let modified: Timestamp
    /// When content or attributes changed last, and the content: nanoseconds since 1970, to tell whether it is as it was.
    package var stamps: (changed: Int64, modified: Int64) { (changedNanoseconds, modifiedNanoseconds) }
    private var changedNanoseconds: Int64 = 0
    private var modifiedNanoseconds: Int64
    /// The folder in which it was moved into the inbox, if it was: one that goes when it is empty.
    package var dropped: [UInt8]?

    /// Takes what is known of the file.
    package init(path: [UInt8], device: UInt64, inode: UInt64, size: Int, modified: Timestamp) {
        self.path = path
        self.device = device
        self.inode = inode
        self.size = size
        self.modified = modified
        modifiedNanoseconds = modified.milliseconds * 1_000_000
    }

    init(path: [UInt8], facts: FileFacts) {
        self.init(
            path: path, device: facts.device, inode: facts.inode, size: facts.size,
            modified: Timestamp(milliseconds: facts.modified / 1_000_000))
        (changedNanoseconds, modifiedNanoseconds) = (facts.changed, facts.modified)
    }

    /// The path as people are shown it, on one line whatever it holds.
    package var shownName: String { ReadyFile.shown(path) }

    /// Gives raw bytes as text on one line: control characters, line ends, characters that turn or hide text and
    /// backslashes are escaped as Swift would write them, bytes that are no UTF-8 as `\xff`.
    package static func shown(_ bytes: [UInt8]) -> String {
        var text = ""
        var rest = bytes[...]
        while let byte = rest.first {
            guard let (scalar, length) = firstScalar(of: rest) else {
                text += "\\x" + hexadecimal(UInt32(byte), atLeast: 2)
                rest = rest.dropFirst()
                continue
            }
            text += escaped(scalar)
            rest = rest.dropFirst(length)
        }
        return text
    }

    private static func firstScalar(of bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int)? {
        guard let first = bytes.first else { return nil }
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard let text = String(validating: bytes.prefix(length), as: UTF8.self),
            let scalar = text.unicodeScalars.first
        else { return nil }
        return (scalar, length)
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch (scalar, scalar.properties.generalCategory) {
        case ("\n", _): "\\n"
        case ("\r", _): "\\r"
        case ("\t", _): "\\t"
        case ("\\", _): "\\\\"
        case (_, .control), (_, .format), (_, .lineSeparator), (_, .paragraphSeparator), (_, .unassigned):
            "\\u{\(hexadecimal(scalar.value, atLeast: 2))}"
        default: String(Character(scalar))
        }
    }

    private static func hexadecimal(_ number: UInt32, atLeast digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
