import Changes
import Model

/// Compares readings as an event tells it: short ones here, long ones in a reader process of their own. To lay two texts side by side
/// takes some sixty times their room, and both are of somebody else's making.
final class Comparer: Sendable {
    // Together; most reports are shorter.
    private static let longestHere = 384 << 10

    private let command: ReaderCommand
    private let clocks: ReaderClocks
    private let stop: StopSignal

    /// Takes how reader processes are started.
    ///
    /// - Throws: `reader-unavailable` when the system has no descriptors left.
    init(_ command: ReaderCommand, clocks: ReaderClocks) throws(Problem) {
        (self.command, self.clocks) = (command, clocks)
        stop = try StopSignal()
    }

    /// Gives what changed between two readings of one report.
    ///
    /// - Throws: `comparison-impossible` where the process comes to its limits.
    func change(from old: HeldReading, to new: HeldReading) throws(Problem) -> Change {
        guard old.text.utf8.count + new.text.utf8.count > Comparer.longestHere else {
            return Comparison.change(from: old.reading, to: new.reading, within: .event)
        }
        let process = try ReaderProcess(command, stop: stop.descriptor)
        defer { process.end() }
        switch process.compare(old, new, clocks: clocks) {
        case .change(let change): return change
        case .interrupted: throw .stopping
        case .died(let refusal):
            throw Problem(
                .comparisonImpossible, "it cannot be compared with what stood before: \(refusal.message)",
                remedy: refusal.remedy)
        }
    }

    /// Ends what is compared at once.
    func close() { stop.give() }
}

extension HeldReading {
    /// With its code points, to be compared.
    var reading: Reading { Reading(record: record, text: text.canonical, remembered: remembered) }
}

extension Problem.Code {
    /// Two texts that a process cannot compare within its limits.
    static let comparisonImpossible = Problem.Code("comparison-impossible")
}
