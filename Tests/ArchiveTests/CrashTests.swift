import Archive
import Foundation
import Model
import Support
import Testing

/// Every step that changes the disk is made to fail in turn, over three reports and five versions; also where the last version of
/// one begins a successor of its folder.
struct CrashTests {
    /// The five versions in three batches.
    private func drafts(_ sample: Sample) throws -> [[VersionDraft]] {
        [
            [try sample.draft("kent", 1, "good"), try sample.draft("essex", 1, "poor")],
            [try sample.draft("kent", 2, "better"), try sample.draft("surrey", 1, "fair")],
            [try sample.draft("kent", 3, "good")],
        ]
    }

    /// Does the work as a caller would, and gives what it was told is committed.
    private func work(_ store: VersionStore, _ batches: [[VersionDraft]]) -> [ArchivedVersion] {
        guard (try? store.open()) != nil else { return [] }
        var committed: [ArchivedVersion] = []
        for batch in batches {
            var staged: [StagedVersion] = []
            for draft in batch {
                if let version = try? store.stage(draft) { staged.append(version) }
            }
            committed += store.commit(staged).committed
        }
        return committed
    }

    private func steps(_ limit: Int) throws -> Int {
        let sample = try Sample()
        let faults = Faults(0..<0)
        let committed = work(sample.store(versionsInObject: limit, step: faults.step), try drafts(sample))
        #expect(committed.count == 5)
        return faults.count
    }

    @Test(arguments: [200, 2])
    func `a crash at any step loses no committed version and leaves a valid archive`(limit: Int) throws {
        let steps = try steps(limit)
        #expect(steps > 80)
        for step in 0..<steps {
            let sample = try Sample()
            let drafts = try drafts(sample)
            // From the n-th step on nothing reaches the disk, as if the process were gone.
            let committed = work(sample.store(versionsInObject: limit, step: Faults(step..<Int.max).step), drafts)
            let store = sample.store(versionsInObject: limit)
            let report = try store.open()
            #expect(report.damage.isEmpty, "step \(step): \(report.damage)")
            try expectSound(sample, store, holding: committed, "crash at step \(step)")
            // What was in the archive before the crash but not announced is told by the report.
            let told = Set(committed.map(\.folder)).union(report.recovered.map(\.folder))
            for id in try store.reports() {
                for version in try store.versions(of: id) where !told.contains(version.folder) {
                    Issue.record("crash at step \(step): nobody was told of \(version.folder)")
                }
            }
            try finish(sample, store, drafts, "crash at step \(step)")
        }
    }

    @Test(arguments: [200, 2])
    func `a single failing step is survived without a restart`(limit: Int) throws {
        let steps = try steps(limit)
        for step in 0..<steps {
            let sample = try Sample()
            let drafts = try drafts(sample)
            let store = sample.store(versionsInObject: limit, step: Faults(step..<step + 1).step)
            var committed = work(store, drafts)
            if committed.isEmpty { _ = try store.open() }
            committed += try finish(sample, store, drafts, "fault at step \(step)")
            // What a failed removal left in staging goes with the next opening.
            #expect(try store.open().damage.isEmpty)
            try expectSound(sample, store, holding: committed, "fault at step \(step)")
        }
    }

    /// Stages again what is not in the archive, as a caller would after looking.
    @discardableResult
    private func finish(
        _ sample: Sample, _ store: VersionStore, _ batches: [[VersionDraft]], _ comment: String
    ) throws -> [ArchivedVersion] {
        var committed: [ArchivedVersion] = []
        for draft in batches.joined() {
            let head = try store.head(of: draft.id)
            if let head, head >= draft.version { continue }
            do throws(Problem) {
                committed += try store.commit([store.stage(draft)]).get()
            } catch {
                guard error.code == .archiveVersionConflict else { throw error }
                // Interrupted after its commit: settling found it.
                #expect(try store.head(of: draft.id).map { $0 >= draft.version } == true, "\(comment)")
            }
        }
        try store.settle()
        let heads = try ["essex", "kent", "surrey"].map { try store.head(of: Sample.id($0))?.value }
        #expect(heads == [1, 3, 1], "\(comment)")
        let report = store.verify()
        #expect(report.faults.isEmpty, "\(comment): \(report.faults)")
        #expect(report.versions == 5, "\(comment)")
        #expect(try sample.ledgerLines().count == 5, "\(comment)")
        return committed
    }

    private func expectSound(
        _ sample: Sample, _ store: VersionStore, holding committed: [ArchivedVersion], _ comment: String
    ) throws {
        let report = store.verify()
        #expect(report.faults.isEmpty, "\(comment): \(report.faults)")
        for version in committed {
            #expect(try store.versions(of: version.id).contains(version), "\(comment): \(version.folder) is lost")
        }
        let names = committed.map { String(describing: $0.version) + $0.id.rawValue }
        #expect(Set(names).count == names.count)
        let left = try FileManager.default.contentsOfDirectory(atPath: sample.staging)
        #expect(left.isEmpty, "\(comment): \(left)")
    }
}
