/// How much may come out of one file. What is a member's share is handed on to it, so that nesting multiplies nothing.
package struct MemberLimits: Hashable, Sendable, Codable {
    /// How many levels of files inside files are opened below this one.
    package var depth: Int
    /// How many members may come out, over all levels.
    package var entries: Int
    /// How many bytes may come out, over all levels.
    package var bytes: Int
    /// How many times its packed size one member may have.
    package var ratio: Int

    /// Takes the values that the properties describe.
    package init(depth: Int = 3, entries: Int = 1000, bytes: Int = 1 << 30, ratio: Int = 100) {
        self.depth = depth
        self.entries = entries
        self.bytes = bytes
        self.ratio = ratio
    }

    /// What is left for each of the members that may hold files themselves, after some members have come out.
    package func share(after entries: Int, bytes: Int, among holders: Int) -> MemberLimits {
        let parts = max(1, holders)
        return MemberLimits(
            depth: max(0, depth - 1), entries: max(0, self.entries - entries) / parts,
            bytes: max(0, self.bytes - bytes) / parts, ratio: ratio)
    }
}

/// Where a capture that was packed inside another comes from.
package struct Lineage: Hashable, Sendable, Codable {
    package var parent: Provenance.Parent
    /// How much may still come out of it.
    package var limits: MemberLimits
    /// The time of capture that the parent states, if it does.
    package var retrieved: Timestamp?
    /// The claim of the parent.
    package var claim: String
    /// The labels of the parent.
    package var labels: [String]?

    /// Takes the values that the properties describe.
    package init(parent: Provenance.Parent, limits: MemberLimits, retrieved: Timestamp? = nil, claim: String) {
        self.parent = parent
        self.limits = limits
        self.retrieved = retrieved
        self.claim = claim
    }
}
