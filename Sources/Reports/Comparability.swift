package import Model

/// What of a report tells which profile or variant may have read it, and in what cycle it stands.
package struct CycleMember: Hashable, Sendable {
    let report: ReportID
    let profile: String?
    let kind: String
    let language: String
    let subject: String?
    let cycle: String?

    /// Takes what the catalogue knows of a report; `subject` is a slug.
    package init(
        report: ReportID, profile: String?, kind: String, language: String, subject: String?, cycle: String?
    ) {
        (self.report, self.profile, self.kind) = (report, profile, kind)
        (self.language, self.subject, self.cycle) = (language, subject, cycle)
    }

    /// Takes a whole record.
    package init(_ record: Record) {
        self.init(
            report: record.id, profile: record.profile?.id, kind: record.kind, language: record.language,
            subject: record.subject?.slug, cycle: record.cycle)
    }
}

extension ProfileLibrary {
    /// Whether the publisher lets the grades of two records be compared, as the profile or its variants say that may have read
    /// them; `nil` where none of these knows the cycles.
    ///
    /// Cycles of different scales never are. Where there are groups, cycles of one group are, and a cycle with itself.
    package static func areComparable(_ old: Record, _ new: Record, in profiles: [CompiledProfile]) -> Bool? {
        areComparable(CycleMember(old), CycleMember(new), in: profiles)
    }

    /// The same of two reports of the catalogue.
    package static func areComparable(
        _ old: CycleMember, _ new: CycleMember, in profiles: [CompiledProfile]
    ) -> Bool? {
        guard let before = old.cycle, let after = new.cycle else { return nil }
        let (first, second) = (editions(of: old, in: profiles), editions(of: new, in: profiles))
        guard !first.isEmpty, !second.isEmpty else { return nil }
        let scales = Set(first.compactMap { $0.scale(of: before) } + second.compactMap { $0.scale(of: after) })
        guard old.profile == new.profile, scales.count == 1 else { return false }
        // Where a record does not tell which of them it was, all must allow it.
        return before == after
            || (first + second).compactMap(\.comparable).allSatisfy { groups in
                groups.contains { $0.contains(before) && $0.contains(after) }
            }
    }

    /// The cycles that profiles list for reports like this one, the earliest first; none where each year is one.
    package static func cycles(of member: CycleMember, in profiles: [CompiledProfile]) -> [String] {
        var years: [String: Int] = [:]
        for cycle in editions(of: member, in: profiles).flatMap(\.cycles) { years[cycle.id] = cycle.year }
        return years.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
    }

    // A record names its profile, and not the variant: its kind, family, language, body and cycle tell which that was.
    private static func editions(of member: CycleMember, in profiles: [CompiledProfile]) -> [Profile] {
        profiles.filter { edition in
            let profile = edition.profile
            return profile.id == member.profile && profile.language == member.language
                && profile.kinds.contains { $0.kind == member.kind && Slug.of($0.family) == member.report.family }
                && member.subject.map { edition.register.entry(slug: $0) != nil } ?? true
                && member.cycle.map { profile.scale(of: $0) != nil } ?? true
        }.map(\.profile)
    }
}

extension Profile {
    fileprivate func scale(of cycle: String) -> String? {
        cycles.first { $0.id == cycle }?.scale ?? (Int(cycle) == nil ? nil : yearly?.scale)
    }
}
