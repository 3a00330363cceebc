import CSystem

/// What the kernel keeps a reader process from, as the process itself has found it.
package struct Cage: Hashable, Sendable, Codable {
    /// Limits on memory, output and open files.
    package var limits: Bool
    package var noNewPrivileges: Bool
    /// Not root: started by a user, or root was given up.
    package var unprivileged: Bool
    /// The version of the kernel's Landlock interface in force; 0 = none.
    package var landlock: Int
    package var systemCallFilter: Bool

    /// Confines the calling process for good; it must have one thread.
    static func enter(memory: Int, output: Int) -> Cage {
        let cage = cs_enter_cage(.init(memory: UInt64(memory), output: UInt64(output), files: 64))
        return Cage(
            limits: cage.limits, noNewPrivileges: cage.no_new_privileges, unprivileged: cage.unprivileged,
            landlock: Int(cage.landlock), systemCallFilter: cage.seccomp)
    }

    /// For the log: what is in force, and what is not.
    package var spoken: String {
        let parts: [(String, Bool)] = [
            ("resource limits", limits), ("no new privileges", noNewPrivileges), ("no root", unprivileged),
            ("system-call filter", systemCallFilter),
            (landlock > 0 ? "Landlock \(landlock)" : "Landlock", landlock > 0),
        ]
        let held = parts.filter(\.1).map(\.0).joined(separator: ", ")
        let missing = parts.filter { !$0.1 }.map(\.0).joined(separator: ", ")
        return held + (missing.isEmpty ? "" : "; this kernel does not give: " + missing)
    }
}
