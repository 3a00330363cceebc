import Model

/// What an evidence package says to whoever checks it: `README.txt`, and `check.sh`, which is the same as commands.
struct PackageScript {
    private let shown: ArchivedVersion
    private let lines: [(version: ArchivedVersion, leaf: [UInt8], proof: InclusionProof)]
    private let stored: [VersionNumber: [(digest: String, path: String)]]
    /// Every file below `archive`, in the order of its bytes.
    private let everything: String
    private let checkpoint: Checkpoint
    private let hasKey: Bool

    init(
        _ version: ArchivedVersion, _ contents: EvidencePackage.Contents, _ checkpoint: Checkpoint,
        _ key: VerifyingKey?
    ) {
        shown = version
        lines = contents.lines
        stored = contents.stored
        everything = contents.files.map(\.name).filter { $0.hasPrefix("archive/") }.sorted {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
        .joined(separator: "\n")
        self.checkpoint = checkpoint
        hasKey = key != nil
    }

    /// Commands for `sh` that need `sha512sum`, `openssl` and `base64`; each prints what it found, and the first that fails
    /// ends it.
    var text: String {
        var script = """
            #!/bin/sh
            # Checks this package without the program that made it. Needs sha512sum, openssl and base64. Read it before you run it.
            set -eu
            cd "$(dirname "$0")"

            # 1. Nothing in the package has changed since it was made.
            sha512sum --check --quiet sha512sums.txt
            echo "files: as in sha512sums.txt"

            # RFC 6962: a leaf is the SHA-256 of a zero byte and the line; a node that of a one byte and its two children.
            leaf() { { printf '\\000'; cat "$1"; } | openssl dgst -sha256 -binary | base64; }
            node() { { printf '\\001'; echo "$1" | base64 -d; echo "$2" | base64 -d; } | openssl dgst -sha256 -binary | base64; }
            # A file has its digest, and the manifest of the inventory names the two together.
            file() {
              echo "$1  $3/$2" | sha512sum --check --quiet
              grep -F -A 9 "\"$1\"" "$3/$4/inventory.json" | grep -q -F "\"$2\"" ||
                { echo "the inventory of $4 does not name $2 with its digest"; exit 1; }
            }

            # Nothing lies here but what the steps below look at.
            test "$(find archive -type f | LC_ALL=C sort)" = "\(everything)" || { echo "other files lie in archive/"; exit 1; }

            """
        for line in lines { script += steps(line.version, line.proof) }
        if hasKey { script += signature }
        return script
    }

    private func steps(_ archived: ArchivedVersion, _ proof: InclusionProof) -> String {
        let version = archived.version
        let inventory = "archive/\(archived.folder)"
        var text = """

            # 2. \(version): its inventory is whole and names each of its files with its digest, and the ledger names this inventory.
            (cd \(inventory) && sha512sum --check --quiet inventory.json.sha512)
            \(files(of: archived))grep -q "\\"inventoryDigest\\":\\"$(cut -d' ' -f1 \(inventory)/inventory.json.sha512)\\"" ledger/\(version).json
            echo "\(version): its files are those of line \(proof.leafIndex) of the ledger"

            # 3. That line is in the tree of \(proof.treeSize) lines whose head is checkpoint.txt.
            hash=$(leaf ledger/\(version).json)

            """
        for step in PackageScript.walk(proof) {
            text += step.isLeft ? "hash=$(node \(step.hash) \"$hash\")\n" : "hash=$(node \"$hash\" \(step.hash))\n"
        }
        text += """
            test "$(sed -n 2p checkpoint.txt)" = \(proof.treeSize)
            test "$(sed -n 3p checkpoint.txt)" = "$hash"
            echo "\(version): leads to the root $hash of checkpoint.txt"

            """
        return text
    }

    private func files(of version: ArchivedVersion) -> String {
        (stored[version.version] ?? []).map {
            "file \($0.digest) \($0.path) archive/\(version.object) \(version.inner)\n"
        }
        .joined()
    }

    /// Gives the hashes of a proof from the leaf up, each with the side on which it stands.
    static func walk(_ proof: InclusionProof) -> [(hash: String, isLeft: Bool)] {
        var (node, last) = (proof.leafIndex, proof.treeSize - 1)
        return proof.hashes.map { hash in
            let isLeft = node & 1 == 1 || node == last
            if isLeft { while node & 1 == 0, node > 0 { (node, last) = (node >> 1, last >> 1) } }
            (node, last) = (node >> 1, last >> 1)
            return (hash, isLeft)
        }
    }

    private var signature: String {
        """

        # 4. The checkpoint carries a signature of key.pem. Compare key.pem with the key that you had from the owner before.
        scratch=$(mktemp -d)
        head -n 3 checkpoint.txt > "$scratch/body"
        grep '^— ' checkpoint.txt | sed 's/.* //' | base64 -d | tail -c +5 > "$scratch/signature"
        openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in "$scratch/body" -sigfile "$scratch/signature"
        rm -r "$scratch"

        """
    }

    // Two where a version and the one before it lie in two objects.
    private var folders: String {
        var objects: [String] = []
        for line in lines where objects.last != line.version.object { objects.append(line.version.object) }
        return objects.map { "archive/" + $0 }.joined(separator: "/\n")
    }

    var readme: String {
        """
        EVIDENCE OF ONE VERSION OF A REPORT: \(shown.id.spoken), \(shown.version)

        index.html                  what it is and what changed, for people: made from the files below, which alone are shown
                                    by the ledger
        \(folders)/
            vN/content/source/      the document exactly as it was received; exchange.warc.gz, where it was fetched, is what
                                    was asked and answered (WARC 1.1), for instance for https://replayweb.page
            vN/content/text.txt     its words
            vN/content/record.json  what was read from it; every value with its place in text.txt (code points)
            vN/content/change.json  what changed since the version before
            vN/inventory.json       the SHA-512 of each of these files (OCFL 1.1)
        ledger/vN.json              the line of the archive's ledger that names this inventory
        ledger/vN.proof.json        what leads from that line to the checkpoint (RFC 6962)
        checkpoint.txt              the head of the ledger's tree when this package was made
        sha512sums.txt              the SHA-512 of every file here

        CHECK IT

            sh check.sh

        does everything with sha512sum and openssl; read it, it is short. Its steps by hand:

            sha512sum --check sha512sums.txt
            cd archive/\(shown.folder) && sha512sum --check inventory.json.sha512

        WHAT IT PROVES, AND WHAT NOT

        That these bytes are those that the ledger of this archive names, and that the ledger had this state when somebody
        received checkpoint.txt: the same three lines stand in every notice that the archive sent (events, webhooks), so
        compare them with one that was kept by somebody else. A line added later cannot change the root of an earlier checkpoint;
        `reportwatch verify --since CHECKPOINT` shows that the ledger still begins as it did.

        By itself the package proves nothing against the owner of the archive, who could have written all of it today: that
        needs a checkpoint which left the owner's hands at the time. Nor does it prove that a site really sent these bytes;
        captures by other people do that.

        """
    }
}
