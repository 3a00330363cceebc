import Catalogue
import Foundation
import Intake
import Model

extension Settings.Source {
    /// The host of its address, by which requests are spread.
    var host: String { Settings.Source.host(of: url) }

    /// The host of an address: whatever its ports, it is one machine to be careful with.
    static func host(of url: String) -> String {
        let name = (URL(string: url)?.host ?? url).lowercased()
        return name.hasSuffix(".") ? String(name.dropLast()) : name
    }

    /// What is stored of a source, if it is of this address.
    func valid(_ state: SourceState?) -> SourceState? { state.flatMap { $0.url == url ? $0 : nil } }

    /// When it is due, by what is stored of it.
    func due(_ state: SourceState?, now: Timestamp) -> Timestamp {
        guard let state = valid(state) else { return now }
        let last = state.lastChecked.map { Schedule.LastCheck(time: $0, failures: state.failures) }
        return schedule.due(stored: state.nextCheck, last: last, now: now, for: id)
    }
}
