"""Small seeds of the formats that no fixture has as a file: seeds.py FORMAT FOLDER."""
import gzip, io, pathlib, plistlib, sys, zipfile

format, folder = sys.argv[1], pathlib.Path(sys.argv[2])
if format == "zip":
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            archive.writestr("a/b.txt", "text " * 20)
            archive.writestr("c.html", "<p>page")
        (folder / f"seed-{method}").write_bytes(buffer.getvalue())
if format == "warc":
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n0\r\n\r\n"
    record = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Date: 2016-11-03T09:00:00Z\r\nWARC-Target-URI: https://example.org/\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(block), block)
    (folder / "seed").write_bytes(record * 2)
    (folder / "seed.gz").write_bytes(gzip.compress(record) * 2)
if format == "webarchive":
    page = {
        "WebResourceData": b"<title>Kent</title><main><h1>Kent 2016</h1><p>A county.</p></main>",
        "WebResourceMIMEType": "text/html", "WebResourceTextEncodingName": "UTF-8",
        "WebResourceURL": "https://example.org/kent/",
    }
    frame = {"WebMainResource": page}
    archive = {"WebMainResource": page, "WebSubresources": [page], "WebSubframeArchives": [frame]}
    (folder / "seed").write_bytes(plistlib.dumps(archive, fmt=plistlib.FMT_BINARY))
