package import Archive
package import Catalogue
package import Model

/// Brings the search index to follow the catalogue: one step after the other files what the events since the last step have
/// brought. A step is whole or not at all, so that it may be killed anywhere.
package struct SearchFiller: Sendable {
    private let catalogue: CatalogueDatabase
    private let store: VersionStore
    private let path: String
    private let mostDocuments: Int
    private let tell: @Sendable (Problem) -> Void

    /// Takes what it reads from, where the index lies, how many texts a step files, and who is told of one that cannot be had.
    package init(
        _ catalogue: CatalogueDatabase, _ store: VersionStore, path: String, mostDocuments: Int = 64,
        tell: @escaping @Sendable (Problem) -> Void
    ) {
        (self.catalogue, self.store, self.path, self.tell) = (catalogue, store, path, tell)
        self.mostDocuments = mostDocuments
    }

    /// How far a step has come.
    package struct Step: Hashable, Sendable {
        package let position: SearchPosition
        /// Whether there may be more to do.
        package let isMore: Bool
    }

    // What a step holds in memory and how long it takes: tens of milliseconds.
    private static let mostEvents = 500
    private static let eventsAtOnce = 16
    private static let mostBytes = 512 << 10

    /// Opens the index; one that belongs to another catalogue is begun anew.
    package func open() throws(Problem) -> SearchIndex {
        let index = try SearchIndex(fillingAt: path)
        if try catalogue.eventCount(after: index.position()) != nil { return index }
        try index.close()
        SearchIndex.remove(path)
        return try SearchIndex(fillingAt: path)
    }

    /// Files until nothing is due, or until it is told to stop: it asks after each step.
    package func fill(goesOn: (Step) -> Bool = { _ in true }) throws(Problem) {
        let index = try open()
        while true {
            let step = try step(index)
            guard step.isMore, goesOn(step) else { break }
        }
        try index.close()
    }

    /// Throws the index away where it was found damaged, or contradicts what is to be filed: it is begun anew then.
    package func discard(after problem: Problem) {
        if problem.code == .catalogueDamaged || problem.code == .catalogueRefused { SearchIndex.remove(path) }
    }

    /// Files the next texts.
    package func step(_ index: SearchIndex) throws(Problem) -> Step {
        let start = try index.position()
        var batch = SearchBatch(to: start)
        let isMore = try gather(in: index, &batch)
        if batch.position != start { try index.write(batch) }
        return Step(position: batch.position, isMore: isMore)
    }

    // Whether there may be more than one step takes. Few events are read at once: of long texts a step takes only some.
    private func gather(in index: SearchIndex, _ batch: inout SearchBatch) throws(Problem) -> Bool {
        var (events, bytes) = (0, 0)
        while events < SearchFiller.mostEvents {
            let next = try catalogue.events(from: batch.position, limit: SearchFiller.eventsAtOnce)
            for event in next {
                if batch.added.count == mostDocuments || bytes >= SearchFiller.mostBytes { return true }
                batch.position = event.position
                if let row = event.standing { bytes += try file(row, by: event.position, in: index, &batch) }
            }
            if next.count < SearchFiller.eventsAtOnce { return false }
            events += next.count
        }
        return true
    }

    private func file(
        _ row: VersionRow, by event: SearchPosition, in index: SearchIndex, _ batch: inout SearchBatch
    ) throws(Problem) -> Int {
        if batch.added.contains(where: { $0.document.report == row.report }) { return 0 }
        if let old = try index.document(of: row.report) {
            if old.version == row.version { return 0 }
            // What cannot be had any more stays behind, and is found no more.
            let text = try? store.bytes(of: "text.txt", in: old.report, version: old.version)
            batch.removed.append((old, text?.prefix(old.length)))
        }
        let (document, text) = IndexedDocument.filed(row, by: event.sequence, text: text(of: row))
        batch.added.append((document, text))
        return text.count
    }

    // A damaged version is found by its names all the same.
    private func text(of row: VersionRow) -> [UInt8] {
        do throws(Problem) { return try store.bytes(of: "text.txt", in: row.report, version: row.version) } catch {
            tell(error)
            return []
        }
    }
}
