package import Model

// Reports turns the blocks of a document into a typed record with evidence, led by a profile. It is pure: a document and
// facts about its capture in, a record out. The same bytes and the same profile version give the same record, anywhere.

/// The one way from a document to a record.
package struct RecordReader: Sendable {
    /// What is known of a capture besides its document; it ends in the record's provenance.
    package struct Facts: Hashable, Sendable {
        package var name: String
        package var url: String?
        package var bytes: Int
        package var sha256: String
        package var sha512: Digest
        package var retrieved: Timestamp?
        package var learnt: Timestamp?
        package var http: Exchange?
        package var parent: Provenance.Parent?

        /// Takes the values that the properties describe.
        package init(
            name: String, url: String? = nil, bytes: Int, sha256: String, sha512: Digest, retrieved: Timestamp? = nil,
            learnt: Timestamp? = nil, http: Exchange? = nil, parent: Provenance.Parent? = nil
        ) {
            self.name = name
            self.url = url
            self.bytes = bytes
            self.sha256 = sha256
            self.sha512 = sha512
            self.retrieved = retrieved
            self.learnt = learnt
            self.http = http
            self.parent = parent
        }
    }

    private let profiles: [CompiledProfile]
    private let software: Provenance.Reader
    private let numbering: Set<String>

    /// Takes compiled profiles in the order in which they are tried, and what provenance names as the reader.
    package init(profiles: [CompiledProfile], software: Provenance.Reader) {
        self.profiles = profiles
        self.software = software
        numbering = profiles.numbering
    }

    /// Reads a record. A document of no known publisher becomes a record of kind `document` with its sections and lists.
    package func record(of document: Document, facts: Facts) -> Record {
        let address = (facts.url ?? document.canonicalURL).flatMap(Address.init)
        let worded = WordedDocument(document, numbering: numbering)
        let (recognition, doubt) = Recognition.best(of: worded, address: address, profiles: profiles)
        let slots = recognition.map { Slots(profile: $0.profile, subject: $0.subject, cycle: $0.cycle, year: $0.year) }
        let lines = LineKinds(document: worded, profile: recognition?.profile, slots: slots)
        let outline = Outline(document: worded, lines: lines, recognition: recognition, slots: slots)

        var record = empty(recognition, document, outline, address, facts)
        record.title = outline.title
        record.warnings = document.warnings + identityWarning(doubt)
        record.sections = outline.parts.map(\.section)
        record.lists = lists(worded, outline)
        record.links = document.links.map { link in
            Link(text: document.text[link.range], url: link.url, evidence: document.text.evidence(link.range))
        }
        record.dates = DateReader(
            document: worded, outline: outline, lines: lines, kind: recognition?.kind.kind,
            profile: recognition?.profile, slots: slots
        ).read()
        record.published = record.dates.first { $0.role == "published" }?.date
        dateSections(of: &record)
        if let recognition, let slots {
            let judged = JudgmentReader(
                document: worded, recognition: recognition, outline: outline, lines: lines, slots: slots
            ).read()
            record.judgments = judged.judgments
            record.people =
                PersonReader(document: worded, lines: lines, profile: recognition.profile, slots: slots).read()
            if recognition.kind.findings ?? true {
                record.findings =
                    FindingReader(
                        document: worded, outline: outline, lines: lines, recognition: recognition, slots: slots,
                        published: record.published
                    )
                    .read()
            }
            record.notes =
                NoteReader(document: worded, outline: outline, profile: recognition.profile, slots: slots).read()
            record.duties = DutyReader.duties(of: record, by: recognition.profile.profile)
            record.figures =
                FigureReader(
                    document: worded, outline: outline, lines: lines, profile: recognition.profile, slots: slots
                )
                .read()
            record.warnings += judged.warnings
            record.warnings += CountReader(
                document: worded, profile: recognition.profile, slots: slots, judgments: record.judgments
            ).read()
        }
        record.warnings += WarningReader(
            document: worded, outline: outline, figures: record.figures, cycle: recognition?.cycle,
            beginnings: (recognition?.profile.language ?? document.language.map { Language($0) } ?? .english).beginnings
        ).read()
        return record
    }

    private func empty(
        _ recognition: Recognition?, _ document: Document, _ outline: Outline, _ address: Address?, _ facts: Facts
    ) -> Record {
        let provenance = Provenance(
            source: .init(
                name: facts.url == nil ? facts.name : nil, url: facts.url, mediaType: document.mediaType,
                bytes: facts.bytes, sha256: facts.sha256, sha512: facts.sha512, parent: facts.parent),
            outcome: document.outcome, retrieved: facts.retrieved, learnt: facts.learnt, http: facts.http,
            reader: software)
        guard let recognition else {
            let name = address?.canonical ?? facts.name
            return Record(
                id: ReportID(document: name), kind: "document", language: document.language ?? "und",
                provenance: provenance
            ).with { $0.url = address?.canonical }
        }
        let profile = recognition.profile.profile
        let id = recognition.id(name: address?.parts.last ?? facts.name)
        return Record(id: id, kind: recognition.kind.kind, language: profile.language, provenance: provenance).with {
            $0.profile = recognition.profile.version
            $0.publisher = Publisher(name: recognition.publisher, id: profile.publisher.id)
            $0.subject = recognition.subject?.subject
            $0.cycle = recognition.cycle?.id
            $0.url = address?.canonical(at: profile.hosts)
            $0.sameAs = others(than: $0.url, document, facts)
            let linked = EditionLinks.editions(of: recognition, named: facts.name, in: document, by: profiles)
            let others = profile.edition == nil ? linked : [recognition.id(name: facts.name).withoutLanguage]
            $0.sameWorkAs = others.isEmpty ? nil : others
        }
    }

    private func identityWarning(_ doubt: SignsFound.Doubt?) -> [Warning] {
        guard let doubt else { return [] }
        let message =
            doubt.isSettled
            ? "the address and the title speak of \(doubt.names[0]), the first lines of \(doubt.names[1]); the address counts"
            : "the address, the title and the first lines speak of \(doubt.names.joined(separator: " and ")); it is kept apart from both"
        return [Warning(code: "identity-disagrees", message: message)]
    }

    // The addresses that the document was seen at, or gives itself, besides the one it is known by.
    private func others(than canonical: String?, _ document: Document, _ facts: Facts) -> [String]? {
        var others: [String] = []
        for address in [facts.url, document.canonicalURL].compactMap({ $0 }) {
            if let plain = Address(address)?.canonical, plain != canonical, !others.contains(plain) {
                others.append(plain)
            }
        }
        return others.isEmpty ? nil : others
    }

    private func lists(_ document: WordedDocument, _ outline: Outline) -> [List] {
        outline.parts.flatMap { part -> [List] in
            var lists: [List] = []
            var last: Int?
            for block in part.blocks where document.blocks[block].kind.isListItem {
                let range = document.blocks[block].range
                let item = List.Item(text: document.text[range], evidence: document.text.evidence(range))
                if let last, last + 1 == block {
                    lists[lists.count - 1].items.append(item)
                } else {
                    lists.append(List(section: part.section.id, items: [item]))
                }
                last = block
            }
            return lists
        }
    }

    // A section has the first date that it gives as last updated, the record the latest of them.
    private func dateSections(of record: inout Record) {
        let updates = record.dates.filter { $0.role == "last-updated" }
        let bySection = Dictionary(updates.map { ($0.section, $0.date) }) { first, second in first ?? second }
        for index in record.sections.indices {
            record.sections[index].lastUpdated = bySection[record.sections[index].id] ?? nil
        }
        record.lastUpdated = record.sections.compactMap(\.lastUpdated).max()
    }
}

extension Record {
    fileprivate func with(_ change: (inout Record) -> Void) -> Record {
        var copy = self
        change(&copy)
        return copy
    }
}
