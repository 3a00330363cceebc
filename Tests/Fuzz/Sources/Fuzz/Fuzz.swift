import Documents
import Model

/// What libFuzzer calls with each input: it is read, or refused; anything else ends the process and is found.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    var members = MemberSink(limits: MemberLimits(depth: 1, entries: 100, bytes: 1 << 20))
    guard let document = try? DocumentReader.read(bytes, members: &members) else { return 0 }
    // What every reader promises: one line a block, in order, nothing else.
    var end = 0
    for block in document.blocks {
        precondition(block.range.lowerBound >= end && !block.range.isEmpty, "blocks overlap, or one is empty")
        end = block.range.upperBound
        precondition(end < document.text.scalars.count && document.text.scalars[end] == "\n", "a block is no line")
    }
    precondition(document.text.scalars.count == (document.blocks.isEmpty ? 0 : end + 1), "the text goes on")
    for link in document.links { precondition(link.range.upperBound <= end, "a link lies outside the text") }
    return 0
}
