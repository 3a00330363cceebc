import Intake
import Model

/// A check of a source: by which schedule, and when its request was made.
struct Check: Hashable, Sendable {
    let schedule: Schedule
    let begun: Timestamp
}
