// The list of active formatting elements, and what makes `<b>one<p>two</b>three` come out as browsers show it.

extension HTMLTreeBuilder {
    private static let mostFormatting = 256

    /// Notes the element just inserted; of equal ones at most three count ("Noah's Ark clause").
    mutating func pushFormatting(_ index: Index) {
        var equal = 0
        for (place, other) in formatting.enumerated().reversed() {
            if other == HTMLTree.none { break }
            guard areEqual(other, index) else { continue }
            equal += 1
            if equal == 3 {
                formatting.remove(at: place)
                break
            }
        }
        if formatting.count >= HTMLTreeBuilder.mostFormatting { formatting.removeFirst() }
        formatting.append(index)
    }

    private func areEqual(_ one: Index, _ other: Index) -> Bool {
        let (first, second) = (tree[one], tree[other])
        let (left, right) = (first.content, second.content)
        guard first.name == second.name, left.end - left.start == right.end - right.start else { return false }
        return tree.attributes[Int(left.start)..<Int(left.end)].allSatisfy { attribute in
            tree.attributes[Int(right.start)..<Int(right.end)].contains {
                $0.name == attribute.name && tree.value(of: $0) == tree.value(of: attribute)
            }
        }
    }

    mutating func clearFormattingToMarker() {
        while let last = formatting.popLast(), last != HTMLTree.none {}
    }

    /// Opens again what was closed by the structure and not by its own end tag.
    mutating func reconstructFormatting() {
        guard let last = formatting.last, last != HTMLTree.none, !stack.contains(last) else { return }
        var place = formatting.count - 1
        while place > 0, formatting[place - 1] != HTMLTree.none, !stack.contains(formatting[place - 1]) { place -= 1 }
        while place < formatting.count, !isTooDeep {
            let copy = clone(formatting[place])
            let (parent, before) = self.place()
            tree.insert(copy, into: parent, before: before)
            push(copy)
            formatting[place] = copy
            place += 1
        }
    }

    private mutating func clone(_ index: Index) -> Index {
        let node = tree[index]
        return tree.add(
            .init(
                kind: .element, namespace: node.namespace, tag: node.tag, name: node.name, content: node.content))
    }

    /// The last active formatting element of a name, up to a marker.
    func activeFormatting(_ tag: HTMLTag) -> Index? {
        for index in formatting.reversed() {
            if index == HTMLTree.none { return nil }
            if tree[index].tag == tag { return index }
        }
        return nil
    }

    /// The end tag of a formatting element (WHATWG HTML, "Adoption agency algorithm").
    mutating func adopt(_ tag: HTMLTag) {
        if isCurrent(tag), !formatting.contains(current) {
            pop()
            return
        }
        for _ in 0..<8 {
            guard let element = activeFormatting(tag) else { return anyOtherEndTag() }
            guard let place = stack.lastIndex(of: element) else {
                formatting.removeAll { $0 == element }
                return
            }
            guard isInScope(element) else { return }
            guard let block = stack[(place + 1)...].first(where: { tree[$0].isSpecial }) else {
                while pop() != element {}
                formatting.removeAll { $0 == element }
                return
            }
            moveFormatting(element, outOf: block, below: stack[max(0, place - 1)])
        }
    }

    private func isInScope(_ element: Index) -> Bool {
        for index in stack.reversed() {
            if index == element { return true }
            let node = tree[index]
            if node.isScopeOfForeign { return false }
            guard node.namespace == .html else { continue }
            switch node.tag {
            case .html, .table, .template, .applet, .caption, .td, .th, .marquee, .object, .select: return false
            default: break
            }
        }
        return false
    }

    private mutating func moveFormatting(_ element: Index, outOf block: Index, below ancestor: Index) {
        guard var bookmark = formatting.lastIndex(of: element), let blockPlace = stack.lastIndex(of: block) else {
            return
        }
        var (place, last, rounds) = (blockPlace, block, 0)
        while true {
            place -= 1
            rounds += 1
            let node = stack[place]
            if node == element { break }
            var listed = formatting.lastIndex(of: node)
            if rounds > 3, let index = listed {
                formatting.remove(at: index)
                if index < bookmark { bookmark -= 1 }
                listed = nil
            }
            guard let listed else {
                removeFromStack(at: place)
                continue
            }
            let copy = clone(node)
            formatting[listed] = copy
            stack[place] = copy
            if last == block { bookmark = listed + 1 }
            tree.remove(last)
            tree.insert(last, into: copy)
            last = copy
        }
        tree.remove(last)
        let (parent, before) = self.place(ancestor)
        tree.insert(last, into: parent, before: before)
        let copy = clone(element)
        tree.moveChildren(of: block, to: copy)
        tree.insert(copy, into: block)
        if let index = formatting.lastIndex(of: element) {
            formatting.remove(at: index)
            if index < bookmark { bookmark -= 1 }
        }
        formatting.insert(copy, at: min(bookmark, formatting.count))
        if let index = stack.lastIndex(of: element) { removeFromStack(at: index) }
        if let index = stack.lastIndex(of: block) { insertInStack(copy, at: index + 1) }
    }
}
