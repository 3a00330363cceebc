import Support
import Testing

@testable import Daemon

/// Sources that are fetched by a daemon whose clock the test has in its hand.
@Suite("Sources and the clock")
struct SourceClockTests {
    private func rig(_ schedule: String, _ server: LoopbackServer) throws -> Rig {
        try Rig(
            #"{"notify": [], "sources": [{"id": "a", "url": "\#(server.url("/letter"))", \#(schedule)}],"#
                + #" "http": {"perHostDelay": "PT0.02S", "respectRobots": false, "allowPrivateAddresses": true}}"#)
    }

    private func server() throws -> LoopbackServer {
        try LoopbackServer { _ in
            LoopbackServer.Response(
                headers: ["Content-Type": "text/html"],
                text: "<title>Letter</title><h1>Letter</h1><p>We inspected the force in June.")
        }
    }

    @Test func `the plan outlives restarts, and a slot that was missed is run once`() async throws {
        let server = try server()
        // It is 15:06 on a Thursday.
        let rig = try rig(#""at": "weekdays 00:01 Europe/London""#, server)
        for (hours, requests) in [(0, 1), (1, 1), (8, 2), (0, 2), (120, 3), (0, 3), (24, 4)] {
            rig.wait(.seconds(hours * 3600))
            try await rig.pass()
            #expect(server.requests.count == requests, "after \(hours) hours")
        }
    }

    @Test(.timeLimit(.minutes(5)))
    func `a clock that is set back by days holds nothing up`() async throws {
        let server = try server()
        let rig = try rig(#""every": "PT1H""#, server)
        let runtime = try rig.run()
        await runtime.poller.runOnce()
        rig.wait(.seconds(-3 * 86_400))
        await runtime.poller.runOnce()
        await runtime.poller.runOnce()
        #expect(server.requests.count == 2)
        rig.wait(.seconds(4000))
        await runtime.poller.runOnce()
        #expect(server.requests.count == 3)
        try runtime.close()
    }
}
