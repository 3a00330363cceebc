import Model
import Yams

/// From the tree of a file to a profile.
enum ProfileDecoding {
    /// Decodes a profile.
    ///
    /// - Throws: the first place where it is not what a profile must be.
    static func profile(from root: Node, file: String) throws(ProfileComplaint) -> Profile {
        do {
            return try YAMLDecoder().decode(Profile.self, from: root)
        } catch let error as DecodingError {
            throw complaint(error, in: root, file: file)
        } catch {
            throw ProfileComplaint(file, Place(line: 1, column: 1), "\(error)")
        }
    }

    private static func complaint(_ error: DecodingError, in root: Node, file: String) -> ProfileComplaint {
        switch error {
        case .keyNotFound(let key, let context):
            let path = path(context)
            return ProfileComplaint(
                file, root.place(of: path),
                "“\(key.stringValue)” is missing" + hint(key.stringValue, root.node(at: path)))
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let path = path(context)
            let name = path.last { Int($0) == nil }.map { "“\($0)”: " } ?? ""
            return ProfileComplaint(file, root.place(of: path), name + "\(shape(type)) is wanted here")
        case .dataCorrupted(let context):
            return ProfileComplaint(file, root.place(of: path(context)), context.debugDescription)
        @unknown default:
            return ProfileComplaint(file, Place(line: 1, column: 1), "\(error)")
        }
    }

    private static func path(_ context: DecodingError.Context) -> [String] {
        context.codingPath.map { key in key.intValue.map(String.init) ?? key.stringValue }
    }

    // A key that is missing is often there, misspelt.
    private static func hint(_ missing: String, _ map: Node?) -> String {
        let names = map?.mapping?.compactMap { $0.key.scalar?.string } ?? []
        guard missing.count > 3, let nearest = Spelling.nearest(to: missing, among: names),
            Spelling.distance(missing, nearest) <= 2, let line = map?.place(of: [nearest], asName: true).line
        else { return "" }
        return "; is “\(nearest)” in line \(line) meant?"
    }

    private static func shape(_ type: Any.Type) -> String {
        if type is Int.Type { return "a whole number" }
        if type is String.Type || type == Node.Scalar.self { return "a text" }
        if type == Node.Sequence.self || type is any ArrayType.Type { return "a list" }
        return "a map of keys"
    }
}

private protocol ArrayType {}
extension Array: ArrayType {}

extension Node {
    /// The node that a path leads to.
    func node(at path: some Collection<String>) -> Node? {
        guard let step = path.first else { return self }
        if case .sequence(let items) = self {
            guard let index = Int(step), items.indices.contains(index) else { return nil }
            return items[index].node(at: path.dropFirst())
        }
        return entry(step)?.value.node(at: path.dropFirst())
    }
}
