import Documents
import Glibc
import Model

// Pages of listings have a door of their own; the format `listing` goes through it.
private let isListing = getenv("REPORTWATCH_FUZZ_LISTING") != nil

/// What libFuzzer calls with each input: it is read, or refused; anything else ends the process and is found.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    return isListing ? readListing(bytes) : readDocument(bytes)
}

private func readListing(_ bytes: [UInt8]) -> CInt {
    guard let page = try? ListingReader.read(bytes, address: "https://example.org/reports/") else { return 0 }
    precondition(Set(page.entries.map(\.url)).count == page.entries.count, "an address is named twice")
    for entry in page.entries + page.further {
        precondition(entry.url.hasPrefix("http://") || entry.url.hasPrefix("https://"), "\(entry.url) cannot be asked")
    }
    return 0
}

private func readDocument(_ bytes: [UInt8]) -> CInt {
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
