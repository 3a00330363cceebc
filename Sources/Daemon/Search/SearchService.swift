import Catalogue
import Logging
import Model

/// Files in the background what was archived, soon after it: some seconds of quiet, or half a minute where there are none. It rests as
/// long as it works, so that the first filling of a large archive takes no more than half of one processor.
struct SearchService: Sendable {
    let stages: Stages
    var pause = Duration.seconds(5)
    var patience = Duration.seconds(30)

    private var filler: SearchFiller { SearchFiller(stages) }

    /// Works until the task is cancelled.
    func run() async {
        // The last event that is filed, and the last that was seen while it was not.
        var (filed, seen): (Int64?, Int64?) = (nil, nil)
        var waited = Duration.zero
        var trouble: Problem.Code?
        while !Task.isCancelled {
            // The first look is at what an earlier run has left, which need not wait.
            try? await Task.sleep(for: trouble != nil ? .seconds(60) : filed == nil ? .seconds(1) : pause)
            do throws(Problem) {
                let last = try stages.catalogue.lastSequence()
                if last == filed || stages.room.isLow { continue }
                if filed != nil, last != seen, waited < patience {
                    (seen, waited) = (last, waited + pause)
                    continue
                }
                filed = try await fill()
                (waited, trouble) = (.zero, nil)
            } catch {
                if trouble != error.code { stages.log.warning("what was archived cannot be searched yet: \(error)") }
                trouble = error.code
                filler.discard(after: error)
            }
        }
    }

    // Gives the sequence up to which all is filed. The index is closed when nothing is due, so that its memory is given back.
    private func fill() async throws(Problem) -> Int64 {
        let filler = filler
        let index = try await away { () throws(Problem) in try filler.open() }
        let clock = ContinuousClock()
        while true {
            let start = clock.now
            let step = try await away { () throws(Problem) in try filler.step(index) }
            if !step.isMore || Task.isCancelled {
                try await away { () throws(Problem) in try index.close() }
                return step.position.sequence
            }
            try? await Task.sleep(for: clock.now - start)
        }
    }
}

extension SearchFiller {
    /// Takes what a run works with.
    init(_ stages: Stages) {
        let log = stages.log
        self.init(stages.catalogue, stages.store, path: stages.settings.searchPath) { problem in
            log.error("the words of a damaged version are not indexed: \(problem)")
        }
    }
}
