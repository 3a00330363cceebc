/// Paths by the time they become due, the earliest first: a binary heap. Outdated items stay in it until their time
/// comes; the owner tells them by their serial number.
struct DueHeap {
    struct Item {
        let due: Duration
        let serial: Int
        let path: [UInt8]

        func isBefore(_ other: Item) -> Bool { (due, serial) < (other.due, other.serial) }
    }

    private var items: [Item] = []

    var first: Item? { items.first }

    mutating func insert(_ item: Item) {
        items.append(item)
        var child = items.count - 1
        while child > 0, items[child].isBefore(items[(child - 1) / 2]) {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func popFirst(until now: Duration) -> Item? {
        guard let item = items.first, item.due <= now else { return nil }
        removeFirst()
        return item
    }

    mutating func removeFirst() {
        guard let last = items.popLast(), !items.isEmpty else { return }
        items[0] = last
        var parent = 0
        while true {
            let children = [parent * 2 + 1, parent * 2 + 2].filter { $0 < items.count }
            guard let least = children.min(by: { items[$0].isBefore(items[$1]) }), items[least].isBefore(items[parent])
            else { return }
            items.swapAt(parent, least)
            parent = least
        }
    }
}
