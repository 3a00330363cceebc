import Yams

/// From YAML text to a tree that is safe to walk: of bounded size and depth, with aliases and merge keys put in place.
struct ProfileTree {
    private static let mostNodes = 50_000
    private static let deepest = 32

    private let file: String
    private var nodes = 0

    /// Gives the tree of a file.
    ///
    /// - Throws: the complaint that it is no YAML, or too much of it.
    static func root(of yaml: String, file: String) throws(ProfileComplaint) -> Node {
        var tree = ProfileTree(file: file)
        return try tree.plain(composed(yaml, file: file), depth: 0)
    }

    private static func composed(_ yaml: String, file: String) throws(ProfileComplaint) -> Node {
        do {
            // Numbers and dates stay as they are written; what a value is, is for the profile to say.
            return try Parser(yaml: yaml, resolver: .basic).singleRoot() ?? Node("")
        } catch {
            throw complaint(error, file: file)
        }
    }

    private init(file: String) { self.file = file }

    private mutating func plain(_ node: Node, depth: Int) throws(ProfileComplaint) -> Node {
        nodes += 1
        guard nodes <= ProfileTree.mostNodes else {
            throw ProfileComplaint(file, node.place(of: []), "a profile has at most \(ProfileTree.mostNodes) values")
        }
        guard depth <= ProfileTree.deepest else {
            throw ProfileComplaint(file, node.place(of: []), "a profile is at most \(ProfileTree.deepest) values deep")
        }
        switch node {
        case .scalar, .alias: return node
        case .sequence(let items):
            var plainItems: [Node] = []
            for item in items { plainItems.append(try plain(item, depth: depth + 1)) }
            return .sequence(Node.Sequence(plainItems, items.tag, items.style, items.mark))
        case .mapping(let mapping):
            var pairs: [(Node, Node)] = []
            for (key, value) in mapping { pairs.append((key, try plain(value, depth: depth + 1))) }
            return .mapping(Node.Mapping(ProfileTree.merged(pairs), mapping.tag, mapping.style, mapping.mark))
        }
    }

    // `<<: *anchor`, or a list of anchors: their entries, where the map has none of the name itself.
    private static func merged(_ pairs: [(Node, Node)]) -> [(Node, Node)] {
        guard pairs.contains(where: { $0.0.scalar?.string == "<<" }) else { return pairs }
        var own = pairs.filter { $0.0.scalar?.string != "<<" }
        for (key, value) in pairs where key.scalar?.string == "<<" {
            for source in value.sequence.map(Array.init) ?? [value] {
                for (name, value) in source.mapping.map(Array.init) ?? [] where !own.contains(where: { $0.0 == name }) {
                    own.append((name, value))
                }
            }
        }
        return own
    }

    private static func complaint(_ error: any Error, file: String) -> ProfileComplaint {
        func text(_ context: YamlError.Context?, _ problem: String) -> String {
            "this is no YAML: " + [context?.text, problem].compactMap { $0 }.joined(separator: ", ")
        }
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return ProfileComplaint(file, Place(mark), text(context, problem))
        case .duplicatedKeysInMapping(let names, let context):
            let names = names.sorted().map { "“\($0)”" }.joined(separator: ", ")
            return ProfileComplaint(file, Place(context.mark), "given more than once: \(names)")
        case .reader(let problem, let offset, _, let yaml):
            let lines = yaml.prefix(offset ?? 0).split(separator: "\n", omittingEmptySubsequences: false)
            let place = Place(line: max(1, lines.count), column: (lines.last?.unicodeScalars.count ?? 0) + 1)
            return ProfileComplaint(file, place, text(nil, problem))
        default: return ProfileComplaint(file, Place(line: 1, column: 1), text(nil, "\(error)"))
        }
    }
}

extension ProfileComplaint: Error {}
