import Model

/// Editions of a report in other languages that its page links to: at addresses which a variant of the profile knows, by the
/// paths of its kinds alone, as the same report.
enum EditionLinks {
    private static let mostLinks = 2_000

    /// Gives their ids, in the order of the links.
    static func editions(
        of report: Recognition, named name: String, in document: Document, by profiles: [CompiledProfile]
    ) -> [ReportID] {
        let own = report.profile.profile
        let others = profiles.filter { $0.profile.id == own.id && $0.profile.edition != nil }
        guard own.edition == nil, !others.isEmpty else { return [] }
        let work = report.id(name: name)
        var found: [ReportID] = []
        for link in document.links.prefix(mostLinks) {
            guard let address = Address(link.url), address.isPublic else { continue }
            for edition in others where edition.mayPublish(at: address) {
                guard let linked = Recognition.known(by: address, edition), linked.kind.kind == report.kind.kind else {
                    continue
                }
                let id = linked.id(name: name)
                if id.withoutLanguage == work, !found.contains(id) { found.append(id) }
            }
        }
        return found
    }
}

extension FirstLook {
    fileprivate static let nothing = FirstLook(WordedDocument(Document(mediaType: "", text: CanonicalText(""))))
}

extension Recognition {
    /// What a document is by its address alone, where that weighs enough.
    fileprivate static func known(by address: Address, _ profile: CompiledProfile) -> Recognition? {
        let slots = Slots(profile: profile)
        for kind in profile.kinds {
            let signs = SignsFound(of: kind, in: .nothing, titles: [], address: address, profile: profile, slots: slots)
            guard signs.score >= threshold else { continue }
            if let found = Recognition(signs, kind.kind, .nothing, profile, slots) { return found }
        }
        return nil
    }
}
