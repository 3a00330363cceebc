/// What a sound profile holds, for whoever looks at it.
package struct ProfileContents: Hashable, Sendable, Codable {
    package let id: String
    package let version: Int
    package let variant: String?
    package let language: String
    package let kinds: [String]
    package let cycles: [String]
    package let comparable: [[String]]?
    /// Per scale its grades, best first.
    package let scales: [String: [String]]
    package let register: String
    /// How many bodies the register names.
    package let subjects: Int
}

extension CompiledProfile {
    /// What it holds.
    package var contents: ProfileContents {
        var kinds: [String] = []
        for kind in profile.kinds.map(\.kind) where !kinds.contains(kind) { kinds.append(kind) }
        return ProfileContents(
            id: profile.id, version: profile.version, variant: variant, language: profile.language, kinds: kinds,
            cycles: profile.cycles.map(\.id) + (profile.yearly == nil ? [] : ["each year"]),
            comparable: profile.comparable, scales: profile.scales,
            register: profile.register.file, subjects: register.entries.count)
    }
}
