import Yams

/// A profile's file taken apart: the profile as it stands, and each of its variants as the profile it is in full.
///
/// Everything happens on the tree of the YAML file, so that no key needs code of its own to be replaced by a variant, and
/// every value keeps its place in the file.
struct ProfileSource {
    /// The profile itself, or one variant of it.
    struct Edition {
        /// `nil` for the profile itself.
        let variant: String?
        let root: Node
        let file: String
    }

    let file: String
    private(set) var editions: [Edition] = []
    private(set) var complaints: [ProfileComplaint] = []

    /// What a variant has from its profile, whatever it says.
    private static let fixed: Set = ["version", "variants"]

    init(yaml: String, file: String) {
        self.file = file
        do throws(ProfileComplaint) {
            let root = try ProfileTree.root(of: yaml, file: file)
            guard case .mapping(let pairs) = root else {
                complain(root, "a profile is a map of keys")
                return
            }
            let base = Node.mapping(pairs.without("variants"))
            editions = [Edition(variant: nil, root: base, file: file)]
            if let variants = root.entry("variants")?.value { read(variants, over: base) }
        } catch {
            complaints.append(error)
        }
    }

    private mutating func complain(_ node: Node, _ what: String) {
        complaints.append(ProfileComplaint(file, node.place(of: []), what))
    }

    private mutating func read(_ variants: Node, over base: Node) {
        guard case .sequence(let items) = variants else {
            if !variants.saysNothing { complain(variants, "“variants” is a list") }
            return
        }
        for item in items {
            guard case .mapping(let keys) = item else {
                complain(item, "a variant is a map of keys")
                continue
            }
            guard let id = item.entry("id")?.value.scalar?.string, !id.isEmpty else {
                complain(item, "a variant needs an “id”")
                continue
            }
            if editions.contains(where: { $0.variant == id }) { complain(item, "“\(id)” is the id of two variants") }
            editions.append(Edition(variant: id, root: variant(keys, over: base), file: file))
        }
    }

    private mutating func variant(_ keys: Node.Mapping, over base: Node) -> Node {
        guard case .mapping(var pairs) = base else { return base }
        for (key, value) in keys {
            guard let name = key.scalar?.string, name != "id" else { continue }
            let isAddition = name.hasPrefix("+")
            let replaced = isAddition ? String(name.dropFirst()) : name
            guard !ProfileSource.fixed.contains(replaced), !(isAddition && replaced == "id") else {
                complain(key, "a variant cannot replace “\(replaced)”: it has that of its profile")
                continue
            }
            let old = base.entry(replaced)?.value
            guard let new = isAddition ? ProfileSource.merged(value, over: old) : value else {
                complain(key, "“\(name)” is put over something of another shape: only maps and lists can be added to")
                continue
            }
            pairs = pairs.replacing(key.renamed(replaced), with: new)
        }
        return .mapping(pairs)
    }

    // Maps entry by entry; lists in front, because the first of a list wins.
    private static func merged(_ addition: Node, over base: Node?) -> Node? {
        switch (addition, base) {
        case (_, nil): return addition
        case (.mapping(let new), .mapping(let old)):
            return .mapping(new.reduce(old) { $0.replacing($1.key, with: $1.value) })
        case (.sequence(let new), .sequence(let old)):
            return .sequence(Node.Sequence(Array(new) + Array(old), new.tag, new.style, new.mark))
        default: return nil
        }
    }
}

extension Node {
    fileprivate func renamed(_ name: String) -> Node {
        guard case .scalar(var scalar) = self, scalar.string != name else { return self }
        scalar.string = name
        return .scalar(scalar)
    }
}

extension Node.Mapping {
    fileprivate func without(_ name: String) -> Node.Mapping {
        Node.Mapping(filter { $0.key.scalar?.string != name }.map { ($0.key, $0.value) }, tag, style, mark)
    }

    fileprivate func replacing(_ key: Node, with value: Node) -> Node.Mapping {
        var pairs = map { ($0.key, $0.value) }
        if let index = pairs.firstIndex(where: { $0.0.scalar?.string == key.scalar?.string }) {
            pairs[index] = (key, value)
        } else {
            pairs.append((key, value))
        }
        return Node.Mapping(pairs, tag, style, mark)
    }
}
