import Yams

// Places in a profile's file. A path names keys and the numbers of list items: `kinds`, `0`, `signs`, `2`, `title`.

extension Node {
    /// The key and the value that a map holds under a name.
    func entry(_ name: String) -> (key: Node, value: Node)? {
        guard case .mapping(let mapping) = self else { return nil }
        return mapping.first { $0.key.scalar?.string == name }
    }

    /// Whether a key stands there with nothing behind it.
    var saysNothing: Bool {
        guard case .scalar(let scalar) = self else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }

    /// Gives where a path leads, or how far it can be followed; for a name, where the last key of the path stands.
    func place(of path: some Collection<String>, asName: Bool = false) -> Place {
        place(of: path, asName: asName, or: Place(line: 1, column: 1))
    }

    private func place(of path: some Collection<String>, asName: Bool, or fallback: Place) -> Place {
        let here = mark.map(Place.init) ?? fallback
        guard let step = path.first else { return here }
        let rest = path.dropFirst()
        switch self {
        case .mapping:
            guard let found = entry(step) else { return here }
            let name = found.key.mark.map(Place.init) ?? here
            return rest.isEmpty && asName ? name : found.value.place(of: rest, asName: asName, or: name)
        case .sequence(let items):
            guard let index = Int(step), items.indices.contains(index) else { return here }
            return items[index].place(of: rest, asName: asName, or: here)
        case .scalar, .alias: return here
        }
    }
}

/// A place in a file, from 1.
struct Place: Hashable, Sendable {
    let line: Int
    let column: Int
}

extension Place {
    init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}

extension ProfileComplaint {
    init(_ file: String, _ place: Place, _ what: String) {
        self.init(file: file, line: place.line, column: place.column, what: what)
    }
}
