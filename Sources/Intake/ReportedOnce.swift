import Model

/// Which troubles have been told already, so that each is told once as long as it lasts.
struct ReportedOnce {
    private var codes: Set<Problem.Code> = []
    private var paths: [[UInt8]: Problem.Code] = [:]

    /// Whether a trouble of the inbox as a whole is new.
    mutating func isNew(_ problem: Problem) -> Bool { codes.insert(problem.code).inserted }

    /// Whether a trouble with this path is new.
    mutating func isNew(_ problem: Problem, of path: [UInt8]) -> Bool {
        paths.updateValue(problem.code, forKey: path) != problem.code
    }

    mutating func forget(_ path: [UInt8]) { paths[path] = nil }

    mutating func keep(only found: Set<[UInt8]>) { paths = paths.filter { found.contains($0.key) } }
}
