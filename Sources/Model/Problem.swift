/// The one shape of trouble: what happened, where, what to do about it, and whether trying again can help.
///
/// A thrown problem stops the item in hand, never the daemon; only settings, the archive and the catalogue may do that.
package struct Problem: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    /// A stable kebab-case word, such as `inbox-unreadable`; each target declares its own codes.
    package struct Code: RawRepresentable, Hashable, Sendable, Codable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }
        /// Takes the word.
        package init(_ rawValue: String) { self.rawValue = rawValue }
    }

    /// Whether the same item may succeed when it is tried again.
    package enum Retry: String, Hashable, Sendable, Codable {
        /// Never: the bytes themselves are the trouble.
        case never
        /// Later, by itself: a full disk, a busy server.
        case later
        /// Only after somebody has done what the remedy says.
        case afterRepair = "after-repair"
    }

    package let code: Code
    /// A sentence with the actual values, lower-case start, no full stop.
    package let what: String
    /// A path, an address, a key of the settings; empty where there is none.
    package let location: String
    /// A sentence that begins with a verb.
    package let remedy: String
    package let retry: Retry

    /// Takes the values that the properties describe.
    package init(_ code: Code, _ what: String, at location: String = "", remedy: String, retry: Retry = .never) {
        self.code = code
        self.what = what
        self.location = location
        self.remedy = remedy
        self.retry = retry
    }

    /// One line: `cannot read Inbox/june.pdf: permission denied. Give the daemon's user read access.`
    package var description: String {
        let place = location.isEmpty ? "" : " (\(location))"
        return "\(what)\(place) [\(code.rawValue)]. \(remedy)"
    }

    private enum CodingKeys: String, CodingKey {
        case code, what, location = "where", remedy, retry
    }
}

extension Problem.Code {
    /// Something happened that no stage named: the message carries what the system said.
    package static let unexpected = Problem.Code("unexpected")
}

extension Problem {
    /// Gives any error as a problem, keeping one that is a problem already.
    package static func wrapping(_ error: any Error, at location: String = "") -> Problem {
        if let problem = error as? Problem { return problem }
        return Problem(
            .unexpected, "\(error)", at: location, remedy: "Look at the log around this line and try again.",
            retry: .later)
    }
}
