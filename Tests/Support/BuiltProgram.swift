import Foundation

/// The programs that this build made.
package enum BuiltProgram {
    /// Gives the path of a program; for `reportwatch` that may be another one, named by REPORTWATCH_BINARY.
    package static func path(_ name: String = "reportwatch", file: String = #filePath) -> String {
        if name == "reportwatch", let named = ProcessInfo.processInfo.environment["REPORTWATCH_BINARY"] { return named }
        let root = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        return root + "/.build/debug/" + name
    }
}
