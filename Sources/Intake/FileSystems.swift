import Glibc

/// Which file systems lie on other machines.
enum FileSystems {
    /// Gives the type of the file system of a device that is mounted from a network (or through a user-space program that may do
    /// so); `nil` for any other.
    static func remoteType(device: UInt64) -> String? {
        remoteType(device: device, mounts: read("/proc/self/mountinfo"))
    }

    /// The pure part: finds the device in the text of `mountinfo` (proc(5)) and judges the type of its file system.
    static func remoteType(device: UInt64, mounts: String) -> String? {
        let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
        let minor = device & 0xFF | (device >> 12) & 0xFFFF_FF00
        for line in mounts.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 6, words[2] == "\(major):\(minor)", let dash = words.firstIndex(of: "-"),
                dash + 1 < words.count
            else { continue }
            let type = words[dash + 1]
            return type.hasPrefix("fuse") || remoteTypes.contains(String(type)) ? String(type) : nil
        }
        return nil
    }

    private static let remoteTypes: Set<String> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "afs", "virtiofs", "vboxsf", "lustre",
        "davfs",
    ]

    private static func read(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while case let count = Glibc.read(file, &piece, piece.count), count > 0 { bytes += piece[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
