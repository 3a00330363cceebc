import Foundation
import Model

/// The folder of an export: filled under another name beside its own, so that a broken-off export never looks like a whole one.
struct ExportFolder {
    /// Where the tables are written.
    let unfinished: String
    private let path: String

    /// Makes the unfinished folder for an export.
    ///
    /// - Parameter others: folders in which it may not lie: what is in them is taken as something else.
    /// - Throws: `export-folder-unusable` for one that holds anything or lies in one of the others; `export-failed`.
    init(_ path: String, apartFrom others: [String]) throws(Problem) {
        let given = URL(fileURLWithPath: path).standardizedFileURL.path
        let (parent, name) = (Folder.parent(of: given), Folder.name(of: given))
        guard let parent = Folder.real(parent), !name.isEmpty else {
            throw ExportFolder.unusable(
                "there is no folder to make it in", path, remedy: "Make the folder above it first.")
        }
        self.path = try ExportFolder.free(parent + "/" + name, path)
        for other in others.compactMap(Folder.real) where Folder.lies(self.path, in: other) {
            throw ExportFolder.unusable(
                "it lies in \(other)", path, remedy: "Name a folder outside inbox, archive and state.")
        }
        unfinished = "\(Folder.parent(of: self.path))/.\(Folder.name(of: self.path)).unfinished-\(getpid())"
        guard mkdir(unfinished, 0o777) == 0 else { throw .export("make the folder", unfinished) }
    }

    // Nothing, or an empty folder, perhaps behind a symbolic link.
    private static func free(_ path: String, _ named: String) throws(Problem) -> String {
        var status = stat()
        guard lstat(path, &status) == 0 else { return path }
        guard let real = Folder.real(path), let entries = try? FileManager.default.contentsOfDirectory(atPath: real)
        else {
            throw unusable("this is no folder that can be read", named, remedy: "Name a folder that is not there yet.")
        }
        guard entries.isEmpty else {
            throw unusable(
                "the folder is not empty", named, remedy: "Name a folder that is not there yet, or empty this one.")
        }
        guard real != Folder.real(".") else {
            throw unusable("this is the current folder", named, remedy: "Name a folder in it that is not there yet.")
        }
        guard Folder.disk(of: real) == Folder.disk(of: Folder.parent(of: real)) else { throw mounted(named) }
        return real
    }

    /// Gives the folder its name.
    func finish() throws(Problem) {
        guard rename(unfinished, path) == 0 else {
            switch errno {
            case ENOTEMPTY, EEXIST:
                throw ExportFolder.unusable("the folder is not empty any more", path, remedy: "Name another one.")
            case EBUSY: throw ExportFolder.mounted(path)
            default: throw .export("name the folder", path)
            }
        }
    }

    /// Removes what was written.
    func abandon() { try? FileManager.default.removeItem(atPath: unfinished) }

    // It cannot be replaced.
    private static func mounted(_ path: String) -> Problem {
        unusable("a disk is mounted there", path, remedy: "Name a folder inside it that is not there yet.")
    }

    private static func unusable(_ what: String, _ path: String, remedy: String) -> Problem {
        Problem(.exportFolderUnusable, "cannot export there: \(what)", at: path, remedy: remedy, retry: .afterRepair)
    }
}

/// Paths of folders.
private enum Folder {
    static func parent(of path: String) -> String { (path as NSString).deletingLastPathComponent }

    static func name(of path: String) -> String {
        let name = (path as NSString).lastPathComponent
        return name == "/" ? "" : name
    }

    /// Gives the path without symbolic links; `nil` where there is nothing.
    static func real(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }

    /// Gives the number of the disk that a folder lies on.
    static func disk(of path: String) -> dev_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_dev : nil
    }

    static func lies(_ path: String, in folder: String) -> Bool { path == folder || path.hasPrefix(folder + "/") }
}

extension Problem.Code {
    /// The folder named for an export is in use.
    static let exportFolderUnusable = Problem.Code("export-folder-unusable")
    /// The disk refuses a file of an export.
    static let exportFailed = Problem.Code("export-failed")
    /// Somebody stopped an export.
    static let exportStopped = Problem.Code("export-stopped")
}

extension Problem {
    /// Gives the problem of a system call that failed.
    static func export(_ action: String, _ path: String, _ number: Int32 = errno) -> Problem {
        Problem(
            .exportFailed, "cannot \(action): \(String(cString: strerror(number)))", at: path,
            remedy:
                "Look whether the disk has room and the folder can be written, then export again; nothing was left behind.",
            retry: .afterRepair)
    }
}
