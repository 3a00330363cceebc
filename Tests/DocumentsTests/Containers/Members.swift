import Model
import Synchronization

@testable import Documents

/// A reading with what came out of it.
struct Taken {
    let document: Document
    let members: [Member]

    init(_ bytes: [UInt8], limits: MemberLimits = MemberLimits()) throws(Refusal) {
        let found = Mutex<[Member]>([])
        var sink = MemberSink(limits: limits) { (member) throws(Refusal) in found.withLock { $0.append(member) } }
        document = try DocumentReader.read(bytes, members: &sink)
        members = found.withLock { $0 }
    }

    var lines: [String] { document.text.string.split(separator: "\n").map(String.init) }
    var kinds: [Block.Kind] { document.blocks.map(\.kind) }
}

/// The refusal of some bytes.
func refusal(_ bytes: [UInt8], limits: MemberLimits = MemberLimits()) -> Refusal? {
    do throws(Refusal) {
        _ = try Taken(bytes, limits: limits)
        return nil
    } catch { return error }
}
