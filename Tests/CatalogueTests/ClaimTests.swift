import Catalogue
import Model
import Testing

@Suite struct ClaimTests {
    private let sample: Sample
    private var catalogue: CatalogueDatabase { sample.catalogue }

    init() throws { sample = try Sample() }

    @Test func `a claim comes back as it was, names that are no text included`() throws {
        var fetched = claim("b", minutes: 2)
        fetched.origin = .source(id: "met-2016", url: "https://example.org/a")
        fetched.exchange = Exchange(
            url: "https://example.org/a", finalURL: "https://example.org/b", status: 200, mediaType: "text/html",
            etag: "\"x\"", lastModified: nil)
        fetched.digest = digest("body")
        try catalogue.claim([fetched, claim("a")])
        #expect(try catalogue.openClaims() == [claim("a"), fetched])
    }

    @Test func `a batch of claims is taken whole or not at all`() throws {
        try catalogue.claim([claim("a")])
        let problem = try #require(throws: Problem.self) { try catalogue.claim([claim("b"), claim("a")]) }
        #expect(problem.code == .catalogueRefused)
        #expect(try catalogue.openClaims().map(\.id) == ["a"])
    }

    @Test func `a claim counts attempts, is put off, admitted and finished`() throws {
        try catalogue.claim([claim("a"), claim("b", minutes: 2)])
        try catalogue.countAttempt(["a", "b"])
        try catalogue.countAttempt(["a"])
        let problem = Problem(.unexpected, "disk full", remedy: "Make room.", retry: .later)
        try catalogue.deferClaim("a", until: minute(9), problem: problem)
        try catalogue.admit("b", digest: digest("b"))
        var claims = try catalogue.openClaims()
        #expect(claims.map(\.attempts) == [2, 1])
        #expect(claims.map(\.state) == [.deferred, .admitted])
        #expect(claims[0].deferredUntil == minute(9))
        #expect(claims[0].problem == problem)
        #expect(claims[1].digest == digest("b"))
        try catalogue.admit("a", digest: digest("a"))
        claims = try catalogue.openClaims()
        #expect(claims[0].state == .admitted)
        #expect(claims[0].deferredUntil == nil)
        try catalogue.finish(["a", "b", "unknown"])
        #expect(try catalogue.openClaims().isEmpty)
    }
}
