extension ProfileLibrary {
    /// Whether the publisher lets the grades of two cycles be compared; `nil` where no profile of that name knows both.
    ///
    /// Cycles of different scales never are. Where the profile has groups, cycles of one group are, and a cycle with itself.
    package static func areComparable(
        _ first: String, _ second: String, of profile: String, in profiles: [CompiledProfile]
    ) -> Bool? {
        let editions = profiles.map(\.profile).filter { $0.id == profile }
        let cycles = editions.flatMap(\.cycles)
        func scale(of cycle: String) -> String? {
            let yearly = Int(cycle) == nil ? nil : cycles.first { $0.id == "{year}" }
            return (cycles.first { $0.id == cycle } ?? yearly)?.scale
        }
        guard let before = scale(of: first), let after = scale(of: second) else { return nil }
        guard before == after else { return false }
        guard first != second, let groups = editions.lazy.compactMap(\.comparable).first else { return true }
        return groups.contains { $0.contains(first) && $0.contains(second) }
    }
}
