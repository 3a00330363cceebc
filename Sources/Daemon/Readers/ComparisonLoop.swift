import CSystem
import Changes
import Model

/// What a reader process is asked to compare; the two records and texts come before it, the old ones first.
struct ComparisonRequest: Codable {
    let remembered: [Judgment]
    let limit: ChangeLimit
}

extension ReaderLoop {
    /// Runs `reportwatch reader --compares`: compares what it is handed, in a cage, until the daemon hangs up.
    package static func compare(memory: Int) {
        cs_report_want_of_memory()
        let cage = Cage.enter(memory: memory, output: 0)
        do {
            try socket.send(.hello, JSON.bytes(of: cage, pretty: false))
            var inbox = ReaderInbox(limit: .max)
            var sides: [HeldReading] = []
            var record: Record?
            while true {
                switch try next(&inbox) {
                case (.record, let content): record = try JSON.decoded(Record.self, from: content)
                case (.text, let content):
                    guard let read = record else { return }
                    sides.append(HeldReading(record: read, text: HeldText(sound: content)))
                case (.comparison, let content):
                    let request = try JSON.decoded(ComparisonRequest.self, from: content)
                    guard sides.count == 2 else { return }
                    sides[0].remembered = request.remembered
                    let change = Comparison.change(
                        from: sides[0].reading, to: sides[1].reading, within: request.limit)
                    try socket.send(.change, JSON.bytes(of: change, pretty: false))
                    sides = []
                default: return
                }
            }
        } catch {
            // The daemon has hung up: there is nobody left to tell.
        }
    }

    private static func next(_ inbox: inout ReaderInbox) throws(ReaderSocket.Fault) -> (ReaderMessage, [UInt8]) {
        var passed: [Int32] = []
        while true {
            if let message = try inbox.next() { return message }
            try inbox.append(from: socket, descriptors: &passed)
        }
    }
}

extension ReaderProcess {
    /// How a comparison ended.
    enum Comparing {
        case change(Change)
        case died(Refusal)
        case interrupted
    }

    // What an event holds, and its quotations in JSON.
    private static let largestChange = 64 << 20

    /// Has two readings compared and waits for the answer.
    func compare(_ old: HeldReading, _ new: HeldReading, clocks: ReaderClocks) -> Comparing {
        inbox.reset(limit: ReaderProcess.largestChange)
        do {
            for side in [old, new] {
                try socket.send(.record, JSON.bytes(of: side.record, pretty: false))
                try socket.send(.text, side.text.utf8)
            }
            let request = ComparisonRequest(remembered: old.remembered, limit: .event)
            try socket.send(.comparison, JSON.bytes(of: request, pretty: false))
        } catch { return .died(ended()) }
        // It gives no sign before it is done.
        switch ReaderProcess.wait(socket, &inbox, stop, clocks.total) {
        case .message(.change, let content):
            guard let change = try? JSON.decoded(Change.self, from: content) else { break }
            return .change(change)
        case .nothing:
            return .died(.reader(.timedOut, "it was not compared after \(DurationText.spoken(clocks.total))"))
        case .stopped: return .interrupted
        case .fault(.ended): return .died(ended())
        case .message, .fault: break
        }
        return .died(.reader(.crashed, "the reader answered with something that is no answer"))
    }
}
