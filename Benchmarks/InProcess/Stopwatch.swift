import Foundation

/// Times pieces of work and prints them for `Benchmarks/run`: what, unit and every sample, divided by tabs.
enum Stopwatch {
    /// Gives how long some work took, in milliseconds, and what it gave, so that no optimiser can leave it out.
    static func time<Result>(_ work: () throws -> Result) rethrows -> (milliseconds: Double, result: Result) {
        let clock = ContinuousClock()
        let start = clock.now
        let result = try work()
        let (seconds, attoseconds) = (clock.now - start).components
        return (Double(seconds) * 1000 + Double(attoseconds) / 1e15, result)
    }

    /// Gives how much processor time of this process some work took, in milliseconds: what others do beside it hardly counts.
    static func processorTime<Result>(_ work: () throws -> Result) rethrows -> Double {
        let start = clock()
        let result = try work()
        let taken = Double(clock() - start) * 1000 / Double(CLOCKS_PER_SEC)
        return withExtendedLifetime(result) { taken }
    }

    /// The same as `measure`, in processor time.
    static func measureProcessor<Result>(_ what: String, samples: Int, _ work: () throws -> Result) rethrows {
        for _ in 0..<min(3, samples) { _ = try processorTime(work) }
        report(what, try (0..<samples).map { _ in try processorTime(work) })
    }

    /// Runs some work until it is warm, then measures it; prints the samples.
    static func measure<Result>(_ what: String, samples: Int, _ work: () throws -> Result) rethrows {
        for _ in 0..<min(5, samples) { _ = try time(work) }
        var all: [Double] = []
        for _ in 0..<samples { all.append(try time(work).milliseconds) }
        report(what, all)
    }

    static func report(_ what: String, unit: String = "ms", _ samples: [Double]) {
        print("\(what)\t\(unit)\t" + samples.map { "\($0)" }.joined(separator: " "))
    }
}
