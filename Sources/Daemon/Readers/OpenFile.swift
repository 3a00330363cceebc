import CSystem
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file that is closed when nobody holds it any more.
package final class OpenFile: Sendable {
    let descriptor: Int32

    /// Takes over a descriptor.
    package init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Gives a new file without a name in a folder: nobody else finds it, and nothing is left of it after a crash.
    static func temporary(in folder: String) throws(Problem) -> OpenFile {
        let unnamed = cs_unnamed_file(folder)
        if unnamed >= 0 { return OpenFile(unnamed) }
        var path = (folder + "/.members-XXXXXX").utf8CString.map { $0 }
        let descriptor = mkstemp(&path)
        guard descriptor >= 0 else { throw Problem.system("cannot make a file", folder) }
        unlink(path)
        return OpenFile(descriptor)
    }
}
