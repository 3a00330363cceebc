#!/usr/bin/env python3
"""How many pages a second two extractors of main content read on one core, and how much of what the pages say they keep.

    extract.py FILE…        each with FILE.json beside it, the list of strings that its text must hold

Prints a line for each extractor: name, pages a second of each round, percent kept; divided by tabs.
"""
import json, re, sys, time

import trafilatura
from resiliparse.extract.html2text import extract_plain_text

EXTRACTORS = {
    "trafilatura": lambda page: trafilatura.extract(page, include_tables=True, favor_recall=True) or "",
    "resiliparse main content": lambda page: extract_plain_text(page, main_content=True),
}


def plain(text):
    return re.sub(r"\s+", " ", text.replace("\u2019", "'"))


def main():
    pages = [open(path, encoding="utf-8").read() for path in sys.argv[1:]]
    wanted = [json.load(open(path + ".json", encoding="utf-8")) for path in sys.argv[1:]]
    for name, extract in EXTRACTORS.items():
        extract(pages[0])
        rates = []
        for _ in range(5):
            begun = time.process_time()
            texts = [extract(page) for page in pages]
            rates.append(len(pages) / (time.process_time() - begun))
        found = [plain(string) in text for text, strings in zip(map(plain, texts), wanted) for string in strings]
        print(name, " ".join(map(str, rates)), 100 * sum(found) / len(found), sep="\t")


main()
