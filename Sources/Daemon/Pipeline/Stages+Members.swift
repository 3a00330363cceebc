import Catalogue
import Model

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Stages {
    /// Claims what is packed inside an input: rows first, then a folder in the work area for each, synced together.
    ///
    /// The parent's claim stays open until its own version is archived, and that only begins when all this is durable. So a
    /// crash in between reads the parent once more; ids are made from the parent's, so that nothing is claimed twice, and
    /// members that were handed over already go their way by themselves.
    func claimMembers(of input: Input, _ result: ReadResult) throws(Problem) -> [Input] {
        guard !result.members.isEmpty, let file = result.memberFile else { return [] }
        let limits = input.claim.lineage?.limits ?? MemberLimits()
        let share = limits.share(
            after: result.members.count, bytes: result.members.reduce(0) { $0 + $1.size },
            among: result.members.count { $0.mayHoldMembers })
        let claims = result.members.enumerated().map { index, member in
            claim(member, index, of: input, result.record.provenance.source.sha512, share)
        }
        try catalogue.claim(claims.filter { !members.contains($0) }, keepsKnown: true)
        var offset = 0
        var fresh: [Input] = []
        for claim in claims {
            let place = offset..<(offset + claim.size)
            offset += claim.size
            guard !members.contains(claim) else { continue }
            fresh.append(Input(claim: claim))
            let path = work.input(of: claim.id)
            // Whole already: an attempt before this one came as far as its name.
            guard !InputFile.exists(path) else { continue }
            try InputFile.copy(place, of: file, to: work.copy(of: claim.id))
        }
        // Whole before they have their names: what stands under its name can be read.
        try Disk.syncAll(of: work.root)
        for input in fresh {
            let path = work.input(of: input.claim.id)
            guard !InputFile.exists(path) else { continue }
            guard rename(work.copy(of: input.claim.id), path) == 0 else { throw Problem.system("cannot rename", path) }
        }
        try Disk.syncAll(of: work.root)
        members.handOver(fresh.map(\.claim))
        return fresh
    }

    private func claim(
        _ member: FoundMember, _ index: Int, of input: Input, _ parent: Digest, _ share: MemberLimits
    ) -> Claim {
        let id = "m-" + sha256Hex("\(input.claim.id)/\(index)".utf8).prefix(32)
        let name = input.claim.shownName + "/" + Stages.shown(member.path)
        var claim = Claim(
            id: String(id), nameBytes: Array(name.utf8), shownName: name, device: 0, inode: 0, size: member.size,
            mtime: 0, claimed: input.claim.claimed)
        claim.exchange = member.exchange
        claim.lineage = Lineage(
            parent: .init(name: input.name, path: member.path, sha512: parent), limits: share,
            retrieved: member.retrieved, claim: input.claim.id)
        claim.lineage?.labels = input.labels
        return claim
    }

    // A name from inside a file is for people to look at, and must not play with their terminal.
    private static func shown(_ path: String) -> String {
        let plain = path.unicodeScalars.filter {
            ![.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
        }
        return String(String.UnicodeScalarView(plain.prefix(200)))
    }
}
