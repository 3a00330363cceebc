import Catalogue
import Intake
import Model

extension Settings.Source {
    /// The host that is asked for it, by which requests are spread.
    var host: String { Settings.Source.host(of: asked) }

    /// The address that a check asks first: its own, or where a web archive lists its captures.
    var asked: String { isViaArchive ? archive?.listAddress(of: url) ?? url : url }

    /// The host of an address: whatever its ports, it is one machine to be careful with.
    static func host(of url: String) -> String {
        // Asked for very often: a look at the bytes is many times cheaper than reading the address by all of its rules.
        let bytes = url.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return url.lowercased() }
        let rest = bytes[colon...].dropFirst()
        guard rest.starts(with: "//".utf8) else { return url.lowercased() }
        var name = rest.dropFirst(2).prefix { !ends.contains($0) }
        if let at = name.lastIndex(of: UInt8(ascii: "@")) { name = name[name.index(after: at)...] }
        if name.first == UInt8(ascii: "[") {
            name = name.dropFirst().prefix { $0 != UInt8(ascii: "]") }
        } else {
            name = name.prefix { $0 != UInt8(ascii: ":") }
        }
        if name.last == UInt8(ascii: ".") { name = name.dropLast() }
        if name.isEmpty { return url.lowercased() }
        let host = String(Substring(name))
        return name.allSatisfy { $0 < 128 && !(65...90).contains($0) } ? host : host.lowercased()
    }

    // What ends the part of an address that names its server.
    private static let ends: [UInt8] = Array("/?#\\".utf8)

    /// What is stored of a source, if it is of this address.
    func valid(_ state: SourceState?) -> SourceState? { state.flatMap { $0.url == url ? $0 : nil } }

    /// When it is due, by what is stored of it.
    func due(_ state: SourceState?, now: Timestamp) -> Timestamp {
        guard let state = valid(state) else { return now }
        let last = state.lastChecked.map { Schedule.LastCheck(time: $0, failures: state.failures) }
        return schedule.due(stored: state.nextCheck, last: last, now: now, for: id)
    }
}
