import Support
import Testing

@testable import Changes

/// Rows of numbers in place of dictionaries of lists.
@Suite struct PlaceTableTests {
    @Test func `gives the places of each number as a plain search does, whatever was in it before`() {
        let table = PlaceTable()
        var dice = Seeded(seed: 5)
        for _ in 0..<200 {
            let row = (0..<Int.random(in: 0..<40, using: &dice)).map { _ in Int.random(in: -9...9, using: &dice) }
            table.fill(row)
            for number in -10...10 {
                var (found, next) = ([Int](), table.first(number))
                while let place = next {
                    found.append(place)
                    next = table.next(after: place)
                }
                #expect(found == row.indices.filter { row[$0] == number })
                #expect(table.count(number) == found.count)
            }
        }
    }

    @Test func `places are taken out in their order`() {
        let table = PlaceTable()
        table.fill([7, 3, 7, 7])
        #expect((0..<4).map { _ in table.takeFirst(7) } == [0, 2, 3, nil])
        #expect(table.takeFirst(3) == 1)
        #expect(table.takeFirst(1_000_000) == nil)
    }

    @Test func `a table of hashes finds what it has, also where hashes collide`() {
        var table = HashTable()
        let things = (0..<3_000).map { "thing \($0)" }
        for (number, thing) in things.enumerated() {
            #expect(table.find(number % 7) { things[$0] == thing } == nil)
            #expect(table.add(number % 7) == number)
        }
        #expect(
            things.indices.allSatisfy { number in table.find(number % 7) { things[$0] == things[number] } == number })
    }

    @Test func `who waits for a partner is taken in order, each once`() {
        var waiting = Waiting(0..<6) { $0 == 5 ? nil : $0 % 2 }
        #expect((0..<4).map { _ in waiting.take(1) } == [1, 3, nil, nil])
        #expect(waiting.take(0) == 0)
        #expect(waiting.take(2) == nil)
    }
}
