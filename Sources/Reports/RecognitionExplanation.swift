package import Model

/// For the author of a profile: how near a document came to being recognised, and what was wanting.
package struct RecognitionExplanation: Hashable, Sendable, Codable {
    /// One sign of the kind, and whether the document has it.
    package struct Sign: Hashable, Sendable, Codable {
        /// `title`, `opening`, `line` or `path`.
        package let type: String
        /// As the profile writes it.
        package let wording: String
        package let weight: Int
        package let fits: Bool
        /// What its slots took.
        package let took: [String: String]
    }

    package let profile: String
    package let variant: String?
    /// The kind that came nearest.
    package let kind: String
    /// What the signs that fit weigh together; of the paths, and of the titles, only the heaviest counts.
    package let score: Int
    package let signs: [Sign]
    /// What was wanting; empty where the document is of this kind.
    package let reasons: [String]

    /// Gives the kind that comes nearest, over all profiles; `nil` where there is no kind at all.
    package static func nearest(
        to document: Document, url: String?, profiles: [CompiledProfile]
    ) -> RecognitionExplanation? {
        let address = (url ?? document.canonicalURL).flatMap(Address.init)
        let worded = WordedDocument(document, numbering: profiles.numbering)
        return Recognition.explain(worded, address: address, profiles: profiles)
    }
}

extension Recognition {
    /// Tries every sign of every kind again, each by itself, and tells of the kind that comes nearest.
    static func explain(
        _ document: WordedDocument, address: Address?, profiles: [CompiledProfile]
    ) -> RecognitionExplanation? {
        let look = FirstLook(document)
        let trials = profiles.flatMap { profile in
            let view = look.titled(for: profile)
            let titles = view.titles(above: profile.register)
            return profile.kinds.map { SignTrial($0, view, titles, address, profile) }
        }
        // The first of equals, as in recognition; of kinds that weigh the same, the one that lacks less.
        let nearest = trials.enumerated().max { left, right in
            let (first, second) = (left.element, right.element)
            return (first.reasons.isEmpty ? 1 : 0, first.found.score, -first.reasons.count, -left.offset)
                < (second.reasons.isEmpty ? 1 : 0, second.found.score, -second.reasons.count, -right.offset)
        }
        return nearest?.element.explanation
    }
}

/// The signs of one kind, tried on one document.
private struct SignTrial {
    let found: SignsFound
    private(set) var reasons: [String] = []
    private let kind: Profile.Kind
    private let view: FirstLook
    private let titles: [FirstLook.Title]
    private let address: Address?
    private let profile: CompiledProfile

    init(
        _ kind: CompiledProfile.CompiledKind, _ view: FirstLook, _ titles: [FirstLook.Title], _ address: Address?,
        _ profile: CompiledProfile
    ) {
        (self.kind, self.view, self.titles) = (kind.kind, view, titles)
        (self.address, self.profile) = (address, profile)
        found = SignsFound(
            of: kind, in: view, titles: titles, address: address, profile: profile, slots: Slots(profile: profile))
        reasons = wanting
    }

    var explanation: RecognitionExplanation {
        RecognitionExplanation(
            profile: profile.profile.id, variant: profile.variant, kind: kind.kind, score: found.score,
            signs: kind.signs.map(tried), reasons: reasons)
    }

    private func tried(_ sign: Profile.Sign) -> RecognitionExplanation.Sign {
        func pattern(_ wording: String?) -> [(pattern: Pattern, weight: Int)] {
            let pattern = wording.flatMap {
                try? Pattern($0, phrases: profile.profile.phrases, lists: profile.vocabulary.lists)
            }
            return pattern.map { [($0, 1)] } ?? []
        }
        // Alone and with a weight of its own, so that what weighs nothing shows as well.
        let alone = CompiledProfile.CompiledKind(
            kind: kind, titles: pattern(sign.title), openings: pattern(sign.opening), lines: pattern(sign.line),
            paths: sign.path.map { [(PathTemplate($0), 1)] } ?? [])
        let signs = SignsFound(
            of: alone, in: view, titles: titles, address: address, profile: profile, slots: Slots(profile: profile))
        let given = [("title", sign.title), ("opening", sign.opening), ("line", sign.line), ("path", sign.path)]
        let (type, wording) = given.first { $0.1 != nil } ?? ("", nil)
        return RecognitionExplanation.Sign(
            type: type, wording: wording ?? "", weight: sign.weight, fits: signs.score > 0,
            took: signs.values.filter { !$0.value.isEmpty })
    }

    private var wanting: [String] {
        var reasons: [String] = []
        if !profile.mayPublish(at: address), let address {
            reasons.append("its address, on \(address.host), is not one of the profile's")
        }
        if found.score < Recognition.threshold {
            reasons.append("the signs that fit weigh \(found.score); \(Recognition.threshold) are needed")
        }
        if kind.subject ?? .one == .one, found.subject(in: profile) == nil {
            reasons.append("no sign says which body of the register it is")
        }
        let cycle = found.cycle(in: profile.profile)
        if kind.cycle ?? .one == .one, cycle == nil { reasons.append("no sign says which cycle it is of") }
        if let cycle, let cycles = kind.cycles, !cycles.contains(cycle.id) {
            reasons.append("there is no such kind in the cycle \(cycle.id)")
        }
        if kind.part?.contains("{scope}") == true, found.values["scope"] == nil {
            reasons.append("no sign says which scope it is about")
        }
        if address?.isPublic != true, !view.saysSomething { reasons.append("there is nothing below its title") }
        if let doubt = found.doubt(in: profile), !doubt.isSettled {
            reasons.append("its signs contradict each other: \(doubt.names.joined(separator: " and "))")
        }
        return reasons
    }
}
