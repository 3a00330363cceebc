import Model
import Yams

/// Finds the keys of a file that no property of the decoded profile has taken: nobody reads them.
///
/// It walks the tree of the file and the mirror of the profile side by side, so that it knows every key there is without a
/// list of its own.
struct UnknownKeys {
    private let file: String
    private var complaints: [ProfileComplaint] = []

    /// Gives a complaint for each unknown key, and for each that says nothing.
    static func complaints(in root: Node, of profile: Profile, file: String) -> [ProfileComplaint] {
        var keys = UnknownKeys(file: file)
        // No variant is left in the tree, and still the key is known.
        keys.walk(root, profile, also: ["variants"])
        return keys.complaints
    }

    private init(file: String) { self.file = file }

    private mutating func walk(_ node: Node, _ value: Any, also: [String] = []) {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: if let inside = mirror.children.first?.value { walk(node, inside) }
        case .struct: walk(node, fields: mirror, also)
        case .dictionary:
            for child in mirror.children {
                let pair = Mirror(reflecting: child.value).children.map(\.value)
                guard pair.count == 2, let name = pair[0] as? String, let found = node.entry(name) else { continue }
                walk(found.value, pair[1])
            }
        case .collection:
            for (item, child) in zip(node.sequence.map(Array.init) ?? [], mirror.children) { walk(item, child.value) }
        default: break
        }
    }

    private mutating func walk(_ node: Node, fields mirror: Mirror, _ also: [String]) {
        let known = mirror.children.compactMap(\.label) + also
        for (key, value) in node.mapping.map(Array.init) ?? [] {
            let name = key.scalar?.string ?? ""
            if let field = mirror.children.first(where: { $0.label == name }) {
                if value.saysNothing { complain(key, "“\(name)” says nothing: give it a value, or leave it out") }
                walk(value, field.value)
            } else {
                let nearest = Spelling.nearest(to: name, among: known) ?? ""
                complain(key, "there is no key “\(name)”; the nearest one here is “\(nearest)”")
            }
        }
    }

    private mutating func complain(_ key: Node, _ what: String) {
        complaints.append(ProfileComplaint(file, key.place(of: []), what))
    }
}
