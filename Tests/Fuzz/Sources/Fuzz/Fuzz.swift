import Documents
import Model

/// What libFuzzer calls with each input: it is read, or refused; anything else ends the process and is found.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    var members = MemberSink(limits: MemberLimits(depth: 1, entries: 100, bytes: 1 << 20))
    guard let document = try? DocumentReader.read(bytes, members: &members) else { return 0 }
    for block in document.blocks {
        precondition(block.range.upperBound <= document.text.scalars.count, "a block lies outside the text")
    }
    return 0
}
