import Model

/// Looks for the bytes of damaged and missing files elsewhere in the archive: another name of the same bytes, another report that
/// holds them, another inventory that says the same.
enum Copies {
    /// Names for each fault that has a digest the first place whose bytes really have it. Reads nothing where there is none.
    static func find(for faults: inout [Fault], among objects: [String]) {
        let wanted = Set(faults.compactMap { $0.copy == nil ? $0.digest : nil })
        guard !wanted.isEmpty else { return }
        var places: [String: [String]] = [:]
        for object in objects {
            for folder in [object] + versions(of: object) {
                guard let bytes = try? FileReading.bytes(of: folder + "/" + Inventory.fileName) else { continue }
                let digest = Digest(of: bytes).hex
                if wanted.contains(digest) { places[digest, default: []].append(folder + "/" + Inventory.fileName) }
                guard case .success(let inventory) = ForeignInventory.decode(bytes) else { continue }
                for (file, digest) in inventory.digests where wanted.contains(digest.lowercased()) {
                    let place = object + "/" + file
                    if places[digest.lowercased()]?.contains(place) != true {
                        places[digest.lowercased(), default: []].append(place)
                    }
                }
            }
        }
        for index in faults.indices {
            guard let digest = faults[index].digest else { continue }
            let algorithm = digest.utf8.count == 64 ? "sha256" : "sha512"
            faults[index].copy = (places[digest] ?? []).sorted().first { place in
                place != faults[index].location && Hashing.hex(ofFile: place, by: algorithm)?.0 == digest
            }
        }
    }

    private static func versions(of object: String) -> [String] {
        ((try? Folder.entries(of: object)) ?? []).filter { $0.kind == .folder && VersionName($0.name) != nil }
            .map { object + "/" + $0.name }
    }
}
