import GRDB
package import Model

/// From where in time somebody looks at reports: what they said at one time, by what was known at another.
package struct Standpoint: Hashable, Sendable {
    /// What stands now, by all that is known.
    package static let now = Standpoint()

    /// The time at which a report said it; `nil` for now.
    package let date: Timestamp?
    /// The time by which it was archived; `nil` for now. What arrived later, from a web archive say, or was read again later, is left out.
    package let known: Timestamp?

    /// Takes both times; either may be left out.
    package init(date: Timestamp? = nil, known: Timestamp? = nil) {
        (self.date, self.known) = (date, known)
    }

    /// The conditions on a version, or on what else has these two times, for ``arguments``.
    func conditions(captured: String = "captured", created: String = "created") -> String {
        (date == nil ? "" : " AND \(captured) <= ?") + (known == nil ? "" : " AND \(created) <= ?")
    }

    var arguments: StatementArguments {
        StatementArguments([date, known].compactMap { $0?.milliseconds })
    }
}
