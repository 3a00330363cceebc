#!/usr/bin/env python3
"""Checks an archive of Reportwatch, or an evidence package, without Reportwatch: python3 check.py ARCHIVE|PACKAGE.zip [CHECKPOINT]

CHECKPOINT is a file that somebody kept: checkpoint.txt, or a notice that holds one. Needs nothing but Python 3.8 (and openssl for
a signature). Prints every fault; exit code 0: none, 1: some.
"""
import base64, hashlib, json, os, re, subprocess, sys, tempfile, zipfile
faults = []
def fault(where, what): faults.append(f"{where}: {what}")
def sha512(data): return hashlib.sha512(data).hexdigest()
def leaf(line): return hashlib.sha256(b"\0" + line).digest()
def node(left, right): return hashlib.sha256(b"\1" + left + right).digest()
def tree(leaves):  # RFC 6962, section 2.1
    if not leaves: return hashlib.sha256(b"").digest()
    if len(leaves) == 1: return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node(tree(leaves[:half]), tree(leaves[half:]))
def climb(hash, index, size, proof):  # RFC 9162, section 2.1.3.2
    last = size - 1
    for other in proof:
        if index & 1 or index == last:
            hash = node(other, hash)
            while index and not index & 1: index, last = index >> 1, last >> 1
        else: hash = node(hash, other)
        index, last = index >> 1, last >> 1
    return hash if last == 0 else None
def head(text):  # origin, size, root; also inside a notice, where the ends of lines are written \n
    found = re.search(r"(\d+)\s+([A-Za-z0-9+/]{43}=)", text.replace("\\n", "\n").replace("\\/", "/"))
    return (int(found[1]), base64.b64decode(found[2])) if found else None
def version(read, folder, name, digest):
    """One version: its inventory is the one the ledger names, its files are those of the inventory, its quotes stand in its text."""
    place = f"{folder}/{name}/inventory.json"
    data = read(place)
    if data is None or sha512(data) != digest: return fault(place, "is not the inventory that the ledger names")
    if (read(place + ".sha512") or b"").split()[:1] != [digest.encode()]: fault(place, "the sidecar says otherwise")
    inventory, files = json.loads(data), {}
    for hash, names in inventory["versions"][name]["state"].items():
        stored = read(f"{folder}/{inventory['manifest'][hash][0]}")
        if stored is None or sha512(stored) != hash: fault(f"{folder}/{inventory['manifest'][hash][0]}", "is missing or not as archived")
        else: files.update({name: stored for name in names})
    if inventory["head"] != name: fault(place, f"head is {inventory['head']}")
    text = files.get("text.txt", b"").decode()
    def quotes(value):
        if isinstance(value, list): [quotes(item) for item in value]
        elif isinstance(value, dict):
            if {"exact", "start", "end"} <= value.keys():
                if text[value["start"]:value["end"]] != value["exact"]: fault(f"{folder}/{name}/record.json", f"the text does not show {value}")
            else: quotes(list(value.values()))
    quotes(json.loads(files.get("record.json", b"{}")))
def archive(root, kept):
    read = lambda name: open(f"{root}/{name}", "rb").read() if os.path.isfile(f"{root}/{name}") else None
    lines = (read("ledger.jsonl") or b"").split(b"\n")
    if lines.pop(): fault("ledger.jsonl", "the last line has no end")
    leaves, newest = [leaf(line) for line in lines], {}
    for number, line in enumerate(lines):
        entry = json.loads(line)
        before = base64.b64encode(leaves[number - 1]).decode() if number else None
        if entry["seq"] != number or entry.get("prev") != before: fault("ledger.jsonl", f"line {number} is not chained to the line before")
        version(read, entry["path"], entry["version"], entry["inventoryDigest"])
        newest[entry["path"]] = entry
    objects = {os.path.relpath(path, root) for path, _, names in os.walk(root) if "0=ocfl_object_1.1" in names}
    for path in objects ^ newest.keys(): fault(path, "the ledger and the folders do not name the same reports")
    for path, entry in newest.items():
        if sha512(read(f"{path}/inventory.json") or b"") != entry["inventoryDigest"]: fault(path, "the root inventory is not the newest")
    print(f"{len(objects)} reports, {len(lines)} versions; ledger {len(lines)} {base64.b64encode(tree(leaves)).decode()}")
    if kept and (kept[0] > len(leaves) or tree(leaves[:kept[0]]) != kept[1]): fault("ledger.jsonl", "does not begin as the checkpoint says")

def package(path, kept):
    files = zipfile.ZipFile(path)
    read = lambda name: files.read(name) if name in files.namelist() else None
    sums = dict(reversed(line.split("  ", 1)) for line in read("sha512sums.txt").decode().splitlines())
    for name in set(files.namelist()) ^ (sums.keys() | {"sha512sums.txt"}): fault(name, "sha512sums.txt and the package differ")
    for name, digest in sums.items():
        if sha512(read(name) or b"") != digest: fault(name, "is not the file that sha512sums.txt names")
    note = read("checkpoint.txt").decode()
    size, root = head("\n".join(note.split("\n")[1:3]))
    for name in sorted(name for name in sums if re.fullmatch(r"ledger/v\d+\.json", name)):
        line, proof = read(name), json.loads(read(name[:-5] + ".proof.json"))
        top = climb(leaf(line), proof["leafIndex"], size, [base64.b64decode(hash) for hash in proof["hashes"]])
        entry = json.loads(line)
        if top != root or proof["treeSize"] != size: fault(name, "does not lead to checkpoint.txt")
        version(read, "archive/" + entry["path"], entry["version"], entry["inventoryDigest"])
    if read("key.pem"):
        with tempfile.TemporaryDirectory() as folder:
            body, signature = note.split("\n\n")[0] + "\n", base64.b64decode(note.split("\n\n")[1].split()[-1])[4:]
            for name, data in ("body", body.encode()), ("signature", signature), ("key", read("key.pem")): open(f"{folder}/{name}", "wb").write(data)
            command = f"openssl pkeyutl -verify -pubin -inkey {folder}/key -rawin -in {folder}/body -sigfile {folder}/signature"
            if subprocess.run(command.split(), capture_output=True).returncode: fault("checkpoint.txt", "the signature is not of key.pem")
    print(f"{len(sums)} files; checkpoint {size} {base64.b64encode(root).decode()}")
    if kept and kept != (size, root): fault("checkpoint.txt", "is not the checkpoint that was kept" if kept[0] == size else
        "is of another moment than the one that was kept: ask the owner for `reportwatch verify --since`")

try:
    kept = head(open(sys.argv[2], encoding="utf-8").read()) if len(sys.argv) > 2 else None
    (archive if os.path.isdir(sys.argv[1]) else package)(sys.argv[1], kept)
except Exception as error: fault(sys.argv[1], f"cannot be understood: {error!r}")
print(*faults, sep="\n")
sys.exit(bool(faults))
