package import Model

extension ProfileLibrary {
    /// Whether the publisher lets the grades of two records be compared, as the profile or its variants say that may have read
    /// them; `nil` where none of these knows the cycles.
    ///
    /// Cycles of different scales never are. Where there are groups, cycles of one group are, and a cycle with itself.
    package static func areComparable(_ old: Record, _ new: Record, in profiles: [CompiledProfile]) -> Bool? {
        guard let before = old.cycle, let after = new.cycle else { return nil }
        let (first, second) = (editions(of: old, in: profiles), editions(of: new, in: profiles))
        guard !first.isEmpty, !second.isEmpty else { return nil }
        let scales = Set(first.compactMap { $0.scale(of: before) } + second.compactMap { $0.scale(of: after) })
        guard old.profile?.id == new.profile?.id, scales.count == 1 else { return false }
        // Where a record does not tell which of them it was, all must allow it.
        return before == after
            || (first + second).compactMap(\.comparable).allSatisfy { groups in
                groups.contains { $0.contains(before) && $0.contains(after) }
            }
    }

    // A record names its profile, and not the variant: its kind, family, language, body and cycle tell which that was.
    private static func editions(of record: Record, in profiles: [CompiledProfile]) -> [Profile] {
        profiles.filter { edition in
            let profile = edition.profile
            return profile.id == record.profile?.id && profile.language == record.language
                && profile.kinds.contains { $0.kind == record.kind && Slug.of($0.family) == record.id.family }
                && record.subject.map { edition.register.entry(slug: $0.slug) != nil } ?? true
                && record.cycle.map { profile.scale(of: $0) != nil } ?? true
        }.map(\.profile)
    }
}

extension Profile {
    fileprivate func scale(of cycle: String) -> String? {
        cycles.first { $0.id == cycle }?.scale ?? (Int(cycle) == nil ? nil : yearly?.scale)
    }
}
