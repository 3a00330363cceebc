import Archive
import Foundation
import Model
import Support
import Testing

/// Every step that changes the disk is made to fail in turn, over three reports and five versions; also where the last version of
/// one begins a successor of its folder, and where the archive counts as so large that a start does not look at each report.
struct CrashTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var limit = 200
        var isLarge = false
        var testDescription: String { isLarge ? "a large archive" : "\(limit) versions in a folder" }

        func store(_ sample: Sample, step: @escaping @Sendable (String) throws -> Void = { _ in }) -> VersionStore {
            sample.store(
                versionsInObject: limit, longestLook: isLarge ? -1 : VersionStore.longestLook, step: step)
        }

        /// A large archive was opened before, so that it is noted that all is in place.
        func sample() throws -> Sample {
            let sample = try Sample()
            if isLarge { #expect(try store(sample).open().isWhole) }
            return sample
        }
    }

    private static let cases = [Case(), Case(limit: 2), Case(isLarge: true)]

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

    private func steps(_ how: Case) throws -> Int {
        let sample = try how.sample()
        let faults = Faults(0..<0)
        let committed = work(how.store(sample, step: faults.step), try drafts(sample))
        #expect(committed.count == 5)
        return faults.count
    }

    @Test(arguments: cases)
    func `a crash at any step loses no committed version and leaves a valid archive`(how: Case) throws {
        let steps = try steps(how)
        #expect(steps > 80)
        for step in 0..<steps {
            let sample = try how.sample()
            let drafts = try drafts(sample)
            // From the n-th step on nothing reaches the disk, as if the process were gone.
            let committed = work(how.store(sample, step: Faults(step..<Int.max).step), drafts)
            let store = how.store(sample)
            let report = try store.open()
            #expect(report.damage.isEmpty, "step \(step): \(report.damage)")
            #expect(report.isWhole != how.isLarge)
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

    @Test(arguments: cases)
    func `a single failing step is survived without a restart`(how: Case) throws {
        let steps = try steps(how)
        for step in 0..<steps {
            let sample = try how.sample()
            let drafts = try drafts(sample)
            let store = how.store(sample, step: Faults(step..<step + 1).step)
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
