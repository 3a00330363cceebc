import Foundation

/// Real files of other people, which lie beside the project on some machines: used in addition, never needed.
package enum SharedData {
    /// The folder, if it is there: `REPORTWATCH_SHARED`, or `shared` beside the project.
    package static let folder: String? = {
        let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared").path
        let named = ProcessInfo.processInfo.environment["REPORTWATCH_SHARED"]
        return [named, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0) }
    }()

    /// Whether it is there; tests that need it are skipped visibly where it is not.
    package static var isThere: Bool { folder != nil }

    /// Gives the bytes of a file in it.
    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: (folder ?? "") + "/" + path)))
    }

    /// Gives the paths of all files below a folder in it, sorted.
    package static func files(below path: String) -> [String] {
        let root = (folder ?? "") + "/" + path
        let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return names.map { root + "/" + $0 }.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }
}

/// The project's own fixtures: `Tests/Fixtures/<publisher>/<case>`.
package enum Fixtures {
    /// Gives the bytes of a fixture.
    package static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: self.path(path))))
    }

    /// Gives the whole path of a fixture.
    package static func path(_ path: String) -> String {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return tests.appending(path: "Fixtures/" + path).path
    }
}
