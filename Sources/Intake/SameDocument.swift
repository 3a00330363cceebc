package import Model

/// Whether what an address shows now is what it showed before. Pure.
package enum SameDocument {
    /// A reading of what an address showed.
    package struct Shown: Sendable {
        /// What it was taken for.
        package let report: ReportID
        /// Its title.
        package let title: String?
        /// The code of the body it is about in a register; `nil` where none is known.
        package let body: String?
        /// Its canonical text.
        package let text: String

        /// Takes what the properties describe.
        package init(report: ReportID, title: String?, body: String? = nil, text: String) {
            self.report = report
            self.body = body
            self.title = title
            self.text = text
        }
    }

    /// Up to this likeness two texts are different documents; forms and boilerplate of a publisher come to less.
    static let leastLikeness = 0.3
    /// From this likeness on a text is the same one, whatever it is called now.
    static let sureLikeness = 0.8

    /// Gives the reason why an address no longer shows what it showed; `nil` where it does.
    ///
    /// An edit, a new title, another layout or language are legitimate, and so is a new report on the same subject (the
    /// address of a newest report). Of a document that no profile knows nothing is expected but that it is no front page
    /// the request was led to.
    package static func judge(_ now: Shown, before: Shown?, exchange: Exchange) -> AdmissionRefusal? {
        let likeness = before.map { Likeness.of(now.text, $0.text) } ?? 0
        // Reports of one template on two bodies may say much the same; a body of the register is not another by an edit.
        let isOtherBody = before?.body.map { body in now.body.map { $0 != body } ?? false } ?? false
        if likeness >= sureLikeness, !isOtherBody { return nil }
        let isLed = !Addresses.areAlike(exchange.url, exchange.finalURL)
        if isLed, now.report.isDocument, likeness < leastLikeness, Addresses.isFrontPage(exchange.finalURL),
            !Addresses.isFrontPage(exchange.url)
        {
            return AdmissionRefusal(
                .redirectedHome,
                "the request was redirected to \(exchange.finalURL), which shows \(name(now))")
        }
        guard let before, !before.report.isDocument else { return nil }
        let led = isLed ? " at \(exchange.finalURL), where the request was redirected" : ""
        let isOther =
            now.report.isDocument
            ? likeness < leastLikeness
            : isOtherBody || now.report.subjectSlug != before.report.subjectSlug
                || now.report.family != before.report.family && likeness < leastLikeness
        guard isOther else { return nil }
        return AdmissionRefusal(
            .wrongDocument, "the address carried \(before.report.spoken) and now shows \(name(now))\(led)")
    }

    private static func name(_ shown: Shown) -> String {
        guard shown.report.isDocument else { return shown.report.spoken }
        return shown.title.map { "“\($0.prefix(100))”, which is no known report" } ?? "a page that is no known report"
    }
}

/// How much two texts have in common.
package enum Likeness {
    private static let longest = 40_000

    /// The share of the shorter text's sequences of four words that the other holds as well, from 0 to 1.
    package static func of(_ left: String, _ right: String) -> Double {
        let (one, two) = (sequences(left), sequences(right))
        let (short, long) = one.count <= two.count ? (one, two) : (two, one)
        guard !short.isEmpty else { return left == right ? 1 : 0 }
        return Double(short.count { long.contains($0) }) / Double(short.count)
    }

    private static func sequences(_ text: String) -> Set<[Substring]> {
        let words = text.split(maxSplits: longest) { !$0.isLetter && !$0.isNumber }.prefix(longest)
        guard words.count >= 4 else { return words.isEmpty ? [] : [Array(words)] }
        return Set((0...(words.count - 4)).map { Array(words[$0..<($0 + 4)]) })
    }
}
