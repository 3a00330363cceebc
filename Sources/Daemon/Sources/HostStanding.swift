import Catalogue
import Model

/// How the sources of one host stand, kept so that taking in one check and asking what it means for the host costs about the
/// same for any number of them. Pure.
struct HostStanding {
    private var names: Set<String> = []
    private var troubled: Set<String> = []
    /// Those that are not well. Of one that is, nothing is wanted but when it answered.
    private(set) var ill: [String: SourceState] = [:]
    /// Those that last answered, with a report or with a trouble of their own page, by when they did.
    private var life = TimeOrder()
    /// Those that have failed as with their host, by since when.
    private var falls = TimeOrder()

    /// Takes in how a source stands now.
    mutating func take(_ state: SourceState) {
        let id = state.id
        names.insert(id)
        let isOfHost = state.trouble?.isOfHost ?? false
        ill[id] = isOfHost || state.state != .healthy ? state : nil
        if isOfHost { troubled.insert(id) } else { troubled.remove(id) }
        if !isOfHost, let time = state.lastChecked { life.insert(id, at: time) } else { life.remove(id) }
        if isOfHost, state.state != .gone, state.state != .healthy, let since = state.failingSince {
            falls.insert(id, at: since)
        } else {
            falls.remove(id)
        }
    }

    /// When a source of the host last answered, with a report or with a trouble of its own page.
    var lastLife: Timestamp? { life.last }

    /// The first source that answered after a time.
    func life(after time: Timestamp) -> (name: String, time: Timestamp)? { life.first(after: time) }

    /// Whether every one of so many sources has a trouble that can be the host's.
    func isAllTroubled(of count: Int) -> Bool { troubled.count == count && names.count == count }

    /// Since when the sources have failed that did so as with their host since it last showed life.
    var firstFall: Timestamp? { falls.first(after: lastLife)?.time }

    /// How many these are.
    var fallen: Int { falls.count(after: lastLife) }

    /// Whether nobody but one source has fallen.
    func hasNobodyFallen(but id: String) -> Bool {
        let count = fallen
        return count == 0 || count == 1 && falls.first(after: lastLife)?.name == id
    }

    /// The sources that have fallen.
    var fallenStates: [SourceState] { falls.names(after: lastLife).compactMap { ill[$0] } }
}
