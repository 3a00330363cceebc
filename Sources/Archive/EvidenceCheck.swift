import Model

/// Finds every piece of evidence of every record again in the text of its version.
enum EvidenceCheck {
    static func run(_ inventory: ForeignInventory, in path: String, _ faults: inout [Fault]) {
        var seen: Set<[String]> = []
        for version in inventory.versionNames {
            let places = inventory.places(in: version)
            guard let record = places["record.json"]?.min() else { continue }
            let text = places["text.txt"]?.min()
            // The same two files in a later version say nothing new.
            guard seen.insert([record, text ?? ""]).inserted else { continue }
            check(path + "/" + record, text.map { path + "/" + $0 }, &faults)
        }
    }

    private static func check(_ record: String, _ text: String?, _ faults: inout [Fault]) {
        do {
            let bytes = try FileReading.bytes(of: record)
            check(bytes, record, text.flatMap { try? FileReading.bytes(of: $0) }, &faults)
        } catch {
            faults.append(Fault("record-unreadable", "this is no record: \(error)", at: record))
        }
    }

    /// Finds the evidence of one record in the bytes of its text; `location` names the record in faults.
    static func check(_ bytes: [UInt8], _ location: String, _ text: [UInt8]?, _ faults: inout [Fault]) {
        let decoded: Record
        do { decoded = try JSON.decoded(Record.self, from: bytes) } catch {
            faults.append(Fault("record-unreadable", "this is no record: \(error)", at: location))
            return
        }
        guard let text else {
            faults.append(Fault("text-missing", "the record has no text", at: location))
            return
        }
        let canonical = CanonicalText(String(decoding: text, as: UTF8.self))
        for (place, evidence) in decoded.evidence where !canonical.shows(evidence) {
            let quote = "“\(evidence.exact.prefix(60))” at \(evidence.start)–\(evidence.end)"
            faults.append(Fault("evidence-not-found", "\(place): the text does not show \(quote)", at: location))
        }
    }
}

extension Record {
    /// Every piece of evidence with the place in the record that carries it.
    fileprivate var evidence: [(place: String, evidence: Evidence)] {
        var all: [(String, Evidence)] = []
        all += dates.map { ("dates/\($0.role)", $0.evidence) }
        all += people.map { ("people/\($0.name)", $0.evidence) }
        all += judgments.flatMap { judgment in judgment.evidence.map { ("judgments/\(judgment.id)", $0) } }
        all += findings.map { ("findings/\($0.id)", $0.evidence) }
        all += lists.flatMap { list in list.items.map { ("lists/\(list.section)", $0.evidence) } }
        all += figures.map { ("figures/\($0.label ?? $0.text)", $0.evidence) }
        all += links.map { ("links/\($0.url)", $0.evidence) }
        all += warnings.compactMap { warning in warning.evidence.map { ("warnings/\(warning.code)", $0) } }
        return all
    }
}
