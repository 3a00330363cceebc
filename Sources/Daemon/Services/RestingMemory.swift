import CSystem
import Glibc
import Model

/// Gives memory back when nothing is done: code that only work or the start needs, some 20 MB, and what the allocator keeps for the
/// next document, which finds the code in the page cache.
struct RestingMemory {
    /// So many looks in a row nothing was done but what a look at the clock costs.
    private static let calm = 5
    private static let calmWork = Duration.milliseconds(3)
    /// Less work than this since the last time leaves nothing to give back.
    private static let work = Duration.milliseconds(5)

    private var last = Duration.zero
    private var calmLooks = 0
    private var givenBackAt = Duration.zero

    /// Looks at the processor time of this process, once a second.
    mutating func look() { if hasBegun(used: RestingMemory.processorTime) { giveBack() } }

    /// Gives back at once.
    mutating func giveBack() {
        cs_release_memory()
        givenBackAt = RestingMemory.processorTime
    }

    /// Whether to give back now.
    ///
    /// - Parameter used: the processor time that was used up to this look.
    mutating func hasBegun(used: Duration) -> Bool {
        calmLooks = used - last < RestingMemory.calmWork ? calmLooks + 1 : 0
        last = used
        return calmLooks == RestingMemory.calm && used - givenBackAt >= RestingMemory.work
    }

    private static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
