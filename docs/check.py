#!/usr/bin/env python3
"""Checks an archive of Reportwatch, or an evidence package, without Reportwatch: python3 check.py ARCHIVE|PACKAGE.zip [CHECKPOINT]

CHECKPOINT is a file that somebody kept: checkpoint.txt, or a notice or mail that holds one. Needs nothing but Python 3.8 (and
openssl for a signature). Prints every fault; exit code 0: none, 1: some.
"""
import base64, hashlib, json, os, re, subprocess, sys, tempfile, zipfile

faults = []
def fault(where, what): faults.append(f"{where}: {what}")
def sha512(data): return hashlib.sha512(data).hexdigest()
def leaf(line): return hashlib.sha256(b"\0" + line).digest()
def node(left, right): return hashlib.sha256(b"\1" + left + right).digest()
def text64(hash): return base64.b64encode(hash).decode()
def tree(leaves):  # RFC 6962, section 2.1
    if len(leaves) < 2: return leaves[0] if leaves else hashlib.sha256(b"").digest()
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
def head(text):  # size and root; in a notice the ends of lines are written \n, in a mail the lines may be quoted
    found = re.search(r"(\d+)[\s>]+([A-Za-z0-9+/]{43}=)", text.replace("\\n", "\n").replace("\\/", "/"))
    return (int(found[1]), base64.b64decode(found[2])) if found else None
def version(read, folder, name, digest):  # the names of the files that the line of the ledger leads to
    place, files, shown = f"{folder}/{name}/inventory.json", {}, set()
    if sha512(read(place) or b"") != digest: fault(place, "is not the inventory that the ledger names")
    if read(place + ".sha512") != f"{digest}  inventory.json\n".encode(): fault(place, "the sidecar says otherwise")
    inventory = json.loads(read(place))
    for hash, names in inventory["versions"][name]["state"].items():
        for path in (f"{folder}/{path}" for path in inventory["manifest"][hash]):
            if sha512(read(path) or b"") != hash or read(path) is None: fault(path, "is missing or not as archived")
            shown.add(path)
        files.update({name: read(path) or b"" for name in names})
    if inventory["head"] != name: fault(place, f"head is {inventory['head']}")
    text = files["text.txt"].decode()
    def quotes(value):
        if isinstance(value, dict) and {"exact", "start", "end"} <= value.keys():
            if text[value["start"]:value["end"]] != value["exact"]: fault(f"{folder}/{name}", f"the text does not show {value}")
        elif isinstance(value, (dict, list)): [quotes(item) for item in (value.values() if isinstance(value, dict) else value)]
    quotes(json.loads(files["record.json"]))
    return shown | {place, place + ".sha512"}
def archive(root, kept):
    read = lambda name: open(f"{root}/{name}", "rb").read() if os.path.isfile(f"{root}/{name}") else None
    *lines, rest = (read("ledger.jsonl") or b"").split(b"\n")
    if rest or not lines: fault("ledger.jsonl", "is missing, or its last line has no end")
    leaves, newest, shown = [leaf(line) for line in lines], {}, set()
    for number, line in enumerate(lines):
        entry = json.loads(line)
        if (entry["seq"], entry.get("prev")) != (number, text64(leaves[number - 1]) if number else None):
            fault("ledger.jsonl", f"line {number} is not chained to the line before")
        shown |= version(read, entry["path"], entry["version"], entry["inventoryDigest"])
        newest[entry["path"]] = f"{entry['path']}/{entry['version']}/"
    for path, last in newest.items():
        for name in ("inventory.json", "inventory.json.sha512", "0=ocfl_object_1.1"):
            if read(f"{path}/{name}") != (read(last + name) or b"ocfl_object_1.1\n"): fault(f"{path}/{name}", "is not that of the newest version")
            shown.add(f"{path}/{name}")
    there = {os.path.relpath(f"{path}/{name}", root) for path, _, names in os.walk(root) if path != root for name in names}
    for path in there ^ shown: fault(path, "the ledger and the folders differ")
    print(f"{len({re.sub('--part-[0-9]+$', '', path) for path in newest})} reports, {len(lines)} versions; ledger {len(lines)} {text64(tree(leaves))}")
    if kept and (kept[0] > len(leaves) or tree(leaves[:kept[0]]) != kept[1]): fault("ledger.jsonl", "does not begin as the checkpoint says")
def package(path, kept):
    files = zipfile.ZipFile(path)
    names, shown = files.namelist(), set()
    read = lambda name: files.read(name) if name in names else None
    sums = dict(reversed(line.split("  ", 1)) for line in read("sha512sums.txt").decode().splitlines())
    if sorted(names) != sorted([*sums, "sha512sums.txt"]): fault("sha512sums.txt", "does not name each file of the package once")
    for name in sums: sha512(read(name) or b"") == sums[name] or fault(name, "is not the file that sha512sums.txt names")
    note = read("checkpoint.txt").decode()
    size, root = head("\n".join(note.split("\n")[1:3]))
    lines = sorted(name for name in names if name.startswith("ledger/") and not name.endswith(".proof.json"))
    if not lines: fault("ledger/", "there is no line of a ledger")
    for line, proof in ((read(name), json.loads(read(name[:-5] + ".proof.json"))) for name in lines):
        top = climb(leaf(line), proof["leafIndex"], size, [base64.b64decode(hash) for hash in proof["hashes"]])
        entry = json.loads(line)
        if top != root or proof["treeSize"] != size: fault(f"{entry['path']}/{entry['version']}", "does not lead to checkpoint.txt")
        shown |= version(read, "archive/" + entry["path"], entry["version"], entry["inventoryDigest"])
    for name in names: name.startswith("archive/") and name not in shown and fault(name, "no line of the ledger leads to it")
    with tempfile.TemporaryDirectory() as folder:
        body, signature = note.split("\n\n")[0] + "\n", base64.b64decode(note.split()[-1])[4:]
        for name, data in ("body", body.encode()), ("signature", signature), ("key", read("key.pem") or b""): open(f"{folder}/{name}", "wb").write(data)
        command = f"openssl pkeyutl -verify -pubin -inkey {folder}/key -rawin -in {folder}/body -sigfile {folder}/signature"
        if "key.pem" in names and subprocess.run(command.split(), capture_output=True).returncode: fault("checkpoint.txt", "the signature is not of key.pem")
    print(f"{len(sums)} files; checkpoint {size} {text64(root)}")
    if kept and kept != (size, root): fault("checkpoint.txt", "is not the checkpoint that was kept" if kept[0] == size else "is of another moment than the one kept")

try:
    kept = head(open(sys.argv[2], encoding="utf-8").read()) if len(sys.argv) > 2 else None
    if len(sys.argv) > 2 and not kept: fault(sys.argv[2], "holds no checkpoint")
    (archive if os.path.isdir(sys.argv[1]) else package)(sys.argv[1], kept)
except Exception as error: fault(sys.argv[1], f"cannot be understood: {error!r}")
print(*faults, sep="\n", end="\n" if faults else "")
sys.exit(bool(faults))
