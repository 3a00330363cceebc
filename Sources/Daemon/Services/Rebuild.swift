import Archive
import Catalogue
package import Model

/// The catalogue from the archive: source and delivery state stay, nobody is told anything again.
package struct Rebuild {
    private let settings: Settings

    /// Takes the settings that name archive and state.
    package init(settings: Settings) { self.settings = settings }

    /// Rebuilds and gives the number of versions that the catalogue names now. A catalogue that cannot be opened is put aside.
    ///
    /// A damaged version is told to `report` and left out; the others are indexed all the same.
    /// The words of the reports are indexed after that; `progress` hears how far that is.
    package func run(
        report tell: (Problem) -> Void, progress: (SearchFiller.Step) -> Void = { _ in }
    ) throws(Problem) -> Int {
        for folder in [settings.archive, settings.state] { try Disk.makeFolder(folder) }
        let catalogue = try open()
        let installation = try catalogue.installation()
        let store = VersionStore(
            root: settings.archive, staging: settings.state + "/staging", installation: installation,
            software: "\(Software.name) \(Software.version)")
        _ = try store.open()
        let witness = try Witness(store: store, installation: installation, settings: settings)
        var reports = try store.reports().sorted()[...]
        var count = 0
        let channels = ["log"] + settings.notify.map(\.id)
        try catalogue.rebuild { () throws(Problem) in
            guard let report = reports.popFirst() else { return nil }
            var batch = RecordedBatch()
            do throws(Problem) {
                for version in try store.versions(of: report) {
                    do throws(Problem) {
                        let (record, event) = try Indexing.recorded(version, in: store, installation: installation)
                        try Indexing.add(
                            version, record: record, event: event, channels: channels, witness: witness, to: &batch)
                        count += 1
                    } catch { tell(error) }
                }
            } catch { tell(error) }
            return batch
        }
        SearchIndex.remove(settings.searchPath)
        try SearchFiller(catalogue, store, path: settings.searchPath) { _ in }.fill { step in
            progress(step)
            return true
        }
        try catalogue.close()
        return count
    }

    private func open() throws(Problem) -> CatalogueDatabase {
        do throws(Problem) {
            let catalogue = try CatalogueDatabase(path: settings.cataloguePath)
            try catalogue.check()
            return catalogue
        } catch  where error.code == .catalogueDamaged {
            _ = try CatalogueDatabase.setAside(settings.cataloguePath, at: .now)
            return try CatalogueDatabase(path: settings.cataloguePath)
        }
    }
}
