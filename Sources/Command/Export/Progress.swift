import Foundation

/// A line on a terminal that says how far something is, once a second.
final class Progress {
    private let isShown = isatty(STDERR_FILENO) == 1
    private var next = ContinuousClock.now + .seconds(1)
    private var isWritten = false

    /// Tells how far it is, where it is time to.
    func tell(_ text: @autoclosure () -> String) {
        guard isShown, ContinuousClock.now >= next else { return }
        next = .now + .seconds(1)
        isWritten = true
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text())".utf8))
    }

    /// Takes the line away.
    func end() {
        if isWritten { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
