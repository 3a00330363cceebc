/// Things in their order, the least first: a binary heap.
package struct Heap<Element: Comparable> {
    private var items: [Element] = []

    /// An empty one.
    package init() {}

    /// The least of them.
    package var first: Element? { items.first }

    /// Adds one.
    package mutating func insert(_ item: Element) {
        items.append(item)
        var child = items.count - 1
        while child > 0, items[child] < items[(child - 1) / 2] {
            items.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the least out.
    @discardableResult
    package mutating func popFirst() -> Element? {
        guard let least = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return least }
        items[0] = last
        var parent = 0
        while true {
            let children = [parent * 2 + 1, parent * 2 + 2].filter { $0 < items.count }
            guard let child = children.min(by: { items[$0] < items[$1] }), items[child] < items[parent] else {
                return least
            }
            items.swapAt(parent, child)
            parent = child
        }
    }
}
