import CSystem
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How a reader process went, and what that says of the document it had in hand.
struct ReaderDeath {
    let status: Int32
    let lastWords: String

    var refusal: Refusal {
        // The macros of wait(2): the low seven bits are the signal, the next byte is the exit status.
        let (signal, code) = (status & 0x7F, (status >> 8) & 0xFF)
        if signal == 0 {
            guard code == CS_EXIT_OUT_OF_MEMORY else {
                return .reader(.crashed, "the reader ended (status \(code)) without an answer\(said)")
            }
            return .reader(.outOfMemory, "reading it needs more memory than a reader may have")
        }
        switch signal {
        case SIGXCPU: return .reader(.timedOut, "reading it used up the processor time of a reader")
        case SIGXFSZ: return .reader(.tooLarge, "more is packed inside than may come out")
        case SIGSYS: return .reader(.crashed, "the reader tried what no reader may do, and was stopped")
        case SIGKILL:
            return .reader(.outOfMemory, "the reader was killed from outside, as systems do when memory runs out")
        default: return .reader(.crashed, "the reader crashed (signal \(signal))\(said)")
        }
    }

    private var said: String { lastWords.isEmpty ? "" : ": \(lastWords)" }
}

extension Refusal {
    /// The refusal of a document that a reader could not bring to an end.
    static func reader(_ outcome: Outcome, _ message: String) -> Refusal {
        let remedy =
            switch outcome {
            case .timedOut, .outOfMemory, .tooLarge:
                "Split the document, or save only the report itself as HTML or text."
            default: "Save the report in another format, and report this: keep the file, it shows a fault."
            }
        return Refusal(outcome, message, remedy: remedy)
    }
}
