/// The fields at the head of a mail, of a part of one, of a WARC record or of an HTTP answer (RFC 5322, 2.2; RFC 9112, 5).
struct MIMEHeaders {
    private(set) var fields: [(name: String, value: String)] = []

    // Honest heads are a few kilobytes.
    private static let longest = 1 << 20
    private static let most = 2000

    /// No fields.
    init() {}

    /// Reads fields up to the blank line; gives where the body begins.
    init(_ bytes: ArraySlice<UInt8>, bodyAt body: inout Int) {
        var place = bytes.startIndex
        let end = min(bytes.endIndex, bytes.startIndex + MIMEHeaders.longest)
        while place < end {
            let lineEnd = bytes[place..<bytes.endIndex].firstIndex(of: 0x0A) ?? bytes.endIndex
            var line = bytes[place..<min(lineEnd, end)]
            if line.last == 0x0D { line.removeLast() }
            place = min(lineEnd + 1, bytes.endIndex)
            if line.isEmpty { break }
            if line.first == 0x20 || line.first == 0x09, !fields.isEmpty {
                // A field that was folded goes on in the next line.
                fields[fields.count - 1].value += " " + MIMEHeaders.text(line).trimmed
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")), fields.count < MIMEHeaders.most {
                let name = MIMEHeaders.text(line[..<colon]).trimmed.lowercased()
                fields.append((name, MIMEHeaders.text(line[(colon + 1)...]).trimmed))
            }
        }
        body = place
    }

    // Fields are ASCII or UTF-8 (RFC 6532); old programs write their own charset.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        TextDecoding.string(from: Array(bytes), declared: nil)
    }

    /// The first field of a name (in lower case).
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// The value of a field and its parameters, such as `text/html` and `charset` (RFC 2045, 5.1; RFC 2231).
    func parameterised(_ name: String) -> (value: String, parameters: [String: String])? {
        guard let field = self[name] else { return nil }
        let parts = MIMEHeaders.parts(of: field)
        var parameters: [String: String] = [:]
        var pieces: [String: [(Int, String, Bool)]] = [:]
        for part in parts.dropFirst() {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let key = String(part[..<equals]).trimmed.lowercased()
            let value = MIMEHeaders.unquoted(String(part[part.index(after: equals)...]).trimmed)
            // name*0*=, name*1= … are pieces of one value; a star at the end says that it is encoded.
            let marks = key.split(separator: "*", omittingEmptySubsequences: false)
            if marks.count == 1 {
                parameters[key] = parameters[key] ?? MIMEWords.decoded(value)
            } else {
                let isEncoded = key.hasSuffix("*")
                let number = marks.count > 1 ? Int(marks[1]) ?? 0 : 0
                pieces[String(marks[0]), default: []].append((number, value, isEncoded))
            }
        }
        for (key, pieces) in pieces {
            parameters[key] = MIMEWords.joined(pieces.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) })
        }
        return ((parts.first ?? "").trimmed.lowercased(), parameters)
    }

    // Divides at semicolons that stand outside quotes.
    private static func parts(of field: String) -> [String] {
        var (parts, isQuoted, isEscaped) = ([""], false, false)
        for character in field.prefix(20_000) {
            if isEscaped {
                isEscaped = false
            } else if character == "\\", isQuoted {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ";", !isQuoted {
                parts.append("")
                continue
            }
            parts[parts.count - 1].append(character)
        }
        return parts
    }

    private static func unquoted(_ value: String) -> String {
        guard value.hasPrefix("\"") else { return value }
        var (plain, isEscaped) = ("", false)
        for character in value.dropFirst() {
            if isEscaped {
                plain.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                break
            } else {
                plain.append(character)
            }
        }
        return plain
    }
}
