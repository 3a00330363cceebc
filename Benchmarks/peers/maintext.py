#!/usr/bin/env python3
"""How well the main text of real pages is told from what surrounds it, beside trafilatura, on pages whose text is known.

    maintext.py PROGRAM FOLDER      FOLDER holds pages NAME.html, each with its text in NAME.expected.md beside it

Prints a line for each: name, percent of the expected words that are there, percent of the words there that were expected.
"""
import collections, pathlib, re, subprocess, sys

import trafilatura


def words(text):
    return collections.Counter(re.findall(r"[a-z0-9]+", text.lower().replace("\u2019", "'")))


def expected(path):
    """The words of a Markdown text; the addresses of its links are not among them."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", path.read_text(encoding="utf-8"))
    return words(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))


def main():
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    extractors = {
        "ours": lambda path: subprocess.run([program, "read", "--text", path], capture_output=True).stdout.decode(),
        "trafilatura": lambda path: trafilatura.extract(
            path.read_text(encoding="utf-8", errors="replace"), include_tables=True, favor_recall=True) or "",
    }
    pages = [path for path in sorted(folder.rglob("*.html")) if path.with_suffix(".expected.md").exists()]
    for name, extract in extractors.items():
        kept, clean = [], []
        for page in pages:
            wanted, found = expected(page.with_suffix(".expected.md")), words(extract(page))
            common = sum((wanted & found).values())
            kept.append(100 * common / max(1, sum(wanted.values())))
            clean.append(100 * common / max(1, sum(found.values())))
        print(name, sum(kept) / len(kept), sum(clean) / len(clean), sep="\t")


main()
