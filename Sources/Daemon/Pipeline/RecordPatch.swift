package import Model

/// The difference of two records as RFC 6902, provenance left out: anybody can replay it with a stock library.
package enum RecordPatch {
    /// Gives the operations that turn the old record into the new.
    package static func operations(from old: Record, to new: Record) throws(Problem) -> [PatchOperation] {
        do { return try plain(old).patch(to: plain(new)) } catch { throw Problem.wrapping(error) }
    }

    private static func plain(_ record: Record) throws -> JSON {
        guard case .object(var fields) = try JSON(encoding: record) else { return .null }
        fields["provenance"] = nil
        return .object(fields)
    }
}
