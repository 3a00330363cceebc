import Catalogue
import Model
import Support
import Testing

@testable import Daemon

/// `run --once`: one pass over what lies there and what is due.
struct SinglePassTests {
    @Test func `a single pass waits for an answer that is slow to read`() async throws {
        let server = try LoopbackServer { _ in
            LoopbackServer.Response(headers: ["Content-Type": "text/plain"], text: "dawdle over this note\n")
        }
        let rig = try Rig(
            #"{"notify": [], "http": {"allowPrivateAddresses": true}, "sources": [{"id": "note", "url": "\#(server.url("/note"))"}]}"#
        )
        // Slower than a batch waits for.
        let reader = ReaderCommand(program: BuiltProgram.path("HostileReader"), arguments: [])
        let runtime = try Runtime(silently: rig.settings, reader: reader, now: { .now }, step: { _ in })
        await runtime.runOnce()
        let state = try #require(try runtime.catalogue.source("note"))
        #expect(state.lastChecked != nil && state.lastProblem != nil)
        #expect(try runtime.catalogue.openClaims().isEmpty)
        try runtime.close()
        rig.expectRest()
    }
}
