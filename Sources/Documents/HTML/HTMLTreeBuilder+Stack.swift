// The stack of open elements, and what is in scope on it.

extension HTMLTreeBuilder {
    var current: Index { stack[stack.count - 1] }

    func isCurrent(_ tag: HTMLTag) -> Bool { !stack.isEmpty && tree.isHTML(current, tag) }

    mutating func push(_ index: Index) {
        stack.append(index)
        openCounts[Int(tree[index].tag.rawValue)] += 1
    }

    @discardableResult
    mutating func pop() -> Index {
        let index = stack.removeLast()
        openCounts[Int(tree[index].tag.rawValue)] -= 1
        return index
    }

    mutating func insertInStack(_ index: Index, at place: Int) {
        stack.insert(index, at: place)
        openCounts[Int(tree[index].tag.rawValue)] += 1
    }

    mutating func removeFromStack(at place: Int) {
        openCounts[Int(tree[stack[place]].tag.rawValue)] -= 1
        stack.remove(at: place)
    }

    /// Pops up to and with the next element of a name.
    mutating func popThrough(_ tag: HTMLTag) {
        while stack.count > 1 {
            let index = pop()
            if tree.isHTML(index, tag) { return }
        }
    }

    mutating func popUntil(_ isWanted: (HTMLTag) -> Bool) {
        while stack.count > 1 {
            let node = tree[current]
            if node.namespace == .html, isWanted(node.tag) { return }
            pop()
        }
    }

    func isOpen(_ tag: HTMLTag) -> Bool {
        openCounts[Int(tag.rawValue)] > 0 && stack.contains { tree.isHTML($0, tag) }
    }

    // MARK: Scopes

    enum Scope { case ordinary, listItem, button, table }

    func hasInScope(_ tag: HTMLTag, _ scope: Scope = .ordinary) -> Bool {
        openCounts[Int(tag.rawValue)] > 0 && hasInScope(scope) { $0 == tag }
    }

    func hasInScope(_ scope: Scope = .ordinary, where isWanted: (HTMLTag) -> Bool) -> Bool {
        for index in stack.reversed() {
            let node = tree[index]
            if node.namespace == .html, isWanted(node.tag) { return true }
            if HTMLTreeBuilder.ends(scope, node) { return false }
        }
        return false
    }

    private static func ends(_ scope: Scope, _ node: HTMLTree.Node) -> Bool {
        guard node.namespace == .html else { return scope != .table && node.isScopeOfForeign }
        switch node.tag {
        case .html, .table, .template: return true
        case .applet, .caption, .td, .th, .marquee, .object, .select: return scope != .table
        case .ol, .ul: return scope == .listItem
        case .button: return scope == .button
        default: return false
        }
    }
}
