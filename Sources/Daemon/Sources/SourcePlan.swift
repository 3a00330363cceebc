import Catalogue
import Foundation
import Intake
import Model

extension Settings.Source {
    /// The host of its address, by which requests are spread.
    var host: String { URL(string: url)?.host ?? url }

    /// What is stored of a source, if it is of this address.
    func valid(_ state: SourceState?) -> SourceState? { state.flatMap { $0.url == url ? $0 : nil } }

    /// When it is due, by what is stored of it.
    func due(_ state: SourceState?, now: Timestamp) -> Timestamp {
        guard let state = valid(state) else { return now }
        let last = state.lastChecked.map { Schedule.LastCheck(time: $0, failures: state.failures) }
        return schedule.due(stored: state.nextCheck, last: last, now: now, for: id)
    }
}
