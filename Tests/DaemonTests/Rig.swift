import Archive
import Catalogue
import Foundation
import Intake
import Model
import Support
import Synchronization
import Testing

@testable import Daemon

/// A whole pipeline over real archive and catalogue in a folder of its own; it can be stopped anywhere and started again.
final class Rig: Sendable {
    struct Fault: Error {}

    private struct Moment {
        var now = Timestamp(milliseconds: 1_480_000_000_000)
        var steps = 0
        /// From this step of the archive on, the disk and the catalogue are dead.
        var lastStep: Int?
        var fails: (@Sendable (String) -> Bool)?
        var onDeath: (@Sendable () -> Void)?
        /// What the disk says of its room; nothing: the real one.
        var space: DiskRoom.Space?
    }

    let folder: TemporaryFolder
    let settings: Settings
    private let moment = Mutex(Moment())

    private let versionsInObject: Int

    /// Takes settings, and how many versions a folder of the archive holds.
    init(_ json: String = #"{"notify": []}"#, versionsInObject: Int = Numbering.versionsInObject) throws {
        self.versionsInObject = versionsInObject
        folder = try TemporaryFolder()
        settings = try SettingsFile.settings(from: Array(json.utf8), at: "config.json", folder: folder.path)
    }

    func run() throws -> Runtime {
        try Runtime(
            silently: settings,
            reader: .init(
                program: BuiltProgram.path(),
                arguments: ["reader", "--memory", String(1 << 30)] + settings.profiles.flatMap { ["--profile", $0] }),
            now: { [self] in tick() }, probe: probe, versionsInObject: versionsInObject,
            step: { [self] in try step($0) })
    }

    /// One pass over what was left and what lies in the inbox.
    func pass() async throws {
        let runtime = try run()
        await runtime.runOnce()
        try runtime.close()
    }

    // MARK: time and faults

    private func tick() -> Timestamp {
        moment.withLock {
            $0.now = $0.now.advanced(by: .milliseconds(1))
            return $0.now
        }
    }

    private var probe: (@Sendable () -> DiskRoom.Space?)? {
        guard moment.withLock({ $0.space != nil }) else { return nil }
        return { [self] in moment.withLock { $0.space } }
    }

    /// Lets the disk say that it has so much room, of a hundred.
    func setRoom(_ free: Int) { moment.withLock { $0.space = .init(free: free << 20, total: 100 << 20) } }

    func wait(_ duration: Duration) { moment.withLock { $0.now = $0.now.advanced(by: duration) } }

    private func step(_ name: String) throws {
        let (fails, death) = moment.withLock { moment in
            moment.steps += 1
            let isDead = moment.lastStep.map { moment.steps > $0 } ?? false
            return (isDead || moment.fails?(name) == true, isDead ? moment.onDeath : nil)
        }
        death?()
        if fails { throw Fault() }
    }

    /// Lets a number of steps pass and then no more; gives later whether it came to that.
    func die(after steps: Int?, _ onDeath: @escaping @Sendable () -> Void = {}) {
        moment.withLock { ($0.steps, $0.lastStep, $0.onDeath) = (0, steps, onDeath) }
    }

    var hasDied: Bool { moment.withLock { moment in moment.lastStep.map { moment.steps > $0 } ?? false } }

    func fail(where fails: (@Sendable (String) -> Bool)?) { moment.withLock { $0.fails = fails } }

    // MARK: what lies on disk

    func drop(_ text: String, as name: String = "note.txt") throws { try folder.write(text, to: "Inbox/" + name) }

    func files(_ path: String) -> [String] {
        let walk = FileManager.default.enumerator(atPath: folder.file(path))
        return (walk?.allObjects ?? []).compactMap { $0 as? String }.filter {
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: folder.file(path + "/" + $0), isDirectory: &isFolder)
            return !isFolder.boolValue
        }.sorted()
    }

    func text(_ path: String) throws -> String {
        try String(contentsOf: URL(fileURLWithPath: folder.file(path)), encoding: .utf8)
    }

    /// Where nothing is in hand: the inbox empty but for failures, no work, nothing staged.
    func expectRest(_ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(files("Inbox") == [], comment, sourceLocation: sourceLocation)
        let work = (try? FileManager.default.contentsOfDirectory(atPath: folder.file("State/work"))) ?? []
        #expect(work == [], comment, sourceLocation: sourceLocation)
        let staging = (try? FileManager.default.contentsOfDirectory(atPath: folder.file("State/staging"))) ?? []
        #expect(staging == [], comment, sourceLocation: sourceLocation)
    }

    /// The summary of the whole: what the archive, the catalogue and the outbox say of each version.
    func state() throws -> [String] {
        let runtime = try run()
        let events = try runtime.catalogue.events(withRereads: true).map { "event \($0.type.rawValue) \($0.report)" }
        let rows = try runtime.catalogue.allVersions().map { "row \($0.report) \($0.version)" }
        var archived: [String] = []
        for report in try runtime.stages.store.reports() {
            for version in try runtime.stages.store.versions(of: report) {
                let text = try runtime.stages.store.bytes(of: "text.txt", in: report, version: version.version)
                archived.append("version \(report) \(version.version) \(String(decoding: text, as: UTF8.self))")
            }
        }
        let claims = try runtime.catalogue.openClaims().map { "claim \($0.shownName)" }
        try runtime.close()
        return archived + rows + events + claims
    }
}

let letter =
    "Letter to the chief constable\n\nWe inspected the force in June. The force is good at keeping people safe.\n"
let changedLetter = letter.replacing("in June", with: "in July")
