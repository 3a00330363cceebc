/// Numbers things in the order in which they come, by their hashes: open addressing, at most half full.
struct HashTable {
    private var hashes: [Int] = []
    private var slots = [Int32](repeating: -1, count: 1024)

    /// Gives the number of a thing with this hash that is the one looked for.
    func find(_ hash: Int, where isSame: (Int) -> Bool) -> Int? {
        var slot = hash & (slots.count - 1)
        while slots[slot] >= 0 {
            let number = Int(slots[slot])
            if hashes[number] == hash, isSame(number) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Takes a thing that is not there yet, and gives its number.
    mutating func add(_ hash: Int) -> Int {
        let number = hashes.count
        if (number + 1) * 2 > slots.count { grow() }
        hashes.append(hash)
        put(number)
        return number
    }

    private mutating func put(_ number: Int) {
        var slot = hashes[number] & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(number)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 4)
        for number in hashes.indices { put(number) }
    }
}

/// A key for hashes, new for each comparison, so that no text can choose its collisions.
struct HashKey {
    private let start = UInt64.random(in: .min ... .max)
    private let factor = UInt64.random(in: .min ... .max) | 1

    // Both halves of a product of 128 bits, for each number: much faster than the standard library's for so few of them.
    func hash(_ numbers: some Collection<UInt64>) -> Int {
        var state = start ^ UInt64(numbers.count)
        for number in numbers {
            let product = (state ^ number).multipliedFullWidth(by: factor)
            state = product.high ^ product.low &+ 0x9E37_79B9_7F4A_7C15
        }
        return Int(truncatingIfNeeded: state ^ (state >> 32))
    }
}
