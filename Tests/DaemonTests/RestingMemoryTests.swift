import Testing

@testable import Daemon

@Suite struct RestingMemoryTests {
    @Test func `memory is given back once after work has ended, and again after more work`() {
        var rest = RestingMemory()
        var used = Duration.zero
        func looks(_ count: Int, each: Duration) -> [Int] {
            (0..<count).filter { _ in
                used += each
                return rest.hasBegun(used: used)
            }
        }
        #expect(looks(10, each: .milliseconds(500)) == [])
        #expect(looks(20, each: .milliseconds(2)) == [4])
        #expect(looks(3, each: .milliseconds(300)) == [])
        #expect(looks(4, each: .zero) == [])
        #expect(looks(30, each: .zero) == [0])
    }

    @Test func `what does nothing has nothing to give back`() {
        var rest = RestingMemory()
        #expect(!(0..<10).contains { _ in rest.hasBegun(used: .milliseconds(3)) })
    }
}
