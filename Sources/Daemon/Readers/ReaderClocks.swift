import Model

/// How long a document may be with a reader.
package struct ReaderClocks: Hashable, Sendable {
    /// Without a sign of progress.
    package var silence: Duration
    /// In all.
    package var total: Duration
    /// After which others no longer wait for it.
    package var patience: Duration = .seconds(2)

    /// Takes the two clocks of the settings.
    package init(silence: Duration = .seconds(30), total: Duration = .seconds(120)) {
        self.silence = silence
        self.total = total
    }
}

/// The clocks of one document, running. They stand still while the machine sleeps.
struct ReaderWatch {
    private let clocks: ReaderClocks
    private let begun = SuspendingClock.now
    private var lastSign = SuspendingClock.now
    private var isPatient = true

    init(clocks: ReaderClocks) { self.clocks = clocks }

    mutating func noteProgress() { lastSign = .now }

    /// How long to wait for the next sign; says once when patience is over.
    mutating func left(_ isSlow: () -> Void) -> Duration {
        let now = SuspendingClock.now
        let rest = min(
            now.duration(to: lastSign.advanced(by: clocks.silence)), now.duration(to: begun.advanced(by: clocks.total)))
        guard isPatient else { return rest }
        let patience = now.duration(to: begun.advanced(by: clocks.patience))
        if patience > .zero { return min(rest, patience) }
        isPatient = false
        isSlow()
        return rest
    }

    /// Which clock has run out, if one has.
    var overrun: Refusal? {
        let now = SuspendingClock.now
        if begun.duration(to: now) >= clocks.total {
            return .reader(.timedOut, "it was not read after \(DurationText.spoken(clocks.total))")
        }
        if lastSign.duration(to: now) >= clocks.silence {
            return .reader(.timedOut, "the reader made no progress for \(DurationText.spoken(clocks.silence))")
        }
        return nil
    }
}
