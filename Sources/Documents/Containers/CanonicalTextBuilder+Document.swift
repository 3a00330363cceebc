import Model

extension CanonicalTextBuilder {
    /// Adds the blocks and links of a document that was read before.
    mutating func append(_ document: Document) {
        var links = document.links[...].sorted { $0.range.lowerBound < $1.range.lowerBound }[...]
        for block in document.blocks {
            page = block.page
            var place = block.range.lowerBound
            while let link = links.first, link.range.lowerBound < block.range.upperBound {
                links.removeFirst()
                guard link.range.lowerBound >= place else { continue }
                appendCells(document.text[place..<link.range.lowerBound])
                openLink(link.url)
                appendCells(document.text[link.range])
                closeLink()
                place = link.range.upperBound
            }
            appendCells(document.text[place..<max(place, block.range.upperBound)])
            endBlock(block.kind)
        }
    }

    private mutating func appendCells(_ text: String) {
        for (index, cell) in text.split(separator: "\t", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { endCell() }
            append(String(cell))
        }
    }
}
