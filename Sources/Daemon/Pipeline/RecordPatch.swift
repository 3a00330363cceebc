package import Changes
package import Model

/// The difference of two records as RFC 6902, provenance left out: anybody can replay it with a stock library.
package enum RecordPatch {
    /// Adds the operations that turn the old record into the new. A part of them would turn it into nothing: where they say more
    /// than the limit allows, all are left out and counted.
    package static func add(
        to content: inout Event.Content, from old: Record, to new: Record, within limit: ChangeLimit = .none
    ) throws(Problem) {
        let operations: [PatchOperation]
        do { operations = try plain(old).patch(to: plain(new)) } catch { throw Problem.wrapping(error) }
        let letters = limit == .none ? 0 : operations.reduce(0) { $0 + $1.path.utf8.count + ($1.value?.letters ?? 0) }
        if letters > limit.letters { content.patchOmitted = operations.count } else { content.patch = operations }
    }

    private static func plain(_ record: Record) throws -> JSON {
        guard case .object(var fields) = try JSON(encoding: record) else { return .null }
        fields["provenance"] = nil
        return .object(fields)
    }
}

extension JSON {
    /// About how many letters it has when it is written.
    fileprivate var letters: Int {
        switch self {
        case .null, .bool, .number: 4
        case .string(let text): text.utf8.count
        case .array(let members): members.reduce(0) { $0 + $1.letters }
        case .object(let fields): fields.reduce(0) { $0 + $1.key.utf8.count + $1.value.letters }
        }
    }
}
