/// The links that are open while a document is walked. Honest documents have one; of links nested deep, which would cost
/// time with every block, only the outermost count.
struct OpenLinks {
    private var count = 0

    private static let most = 64

    mutating func open(_ url: String, in builder: inout CanonicalTextBuilder) {
        if count < OpenLinks.most { builder.openLink(url) }
        count += 1
    }

    mutating func close(in builder: inout CanonicalTextBuilder) {
        guard count > 0 else { return }
        count -= 1
        if count < OpenLinks.most { builder.closeLink() }
    }
}
