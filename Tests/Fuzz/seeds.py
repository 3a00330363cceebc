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
if format == "listing":
    item = "<item><title>Kent</title><link>/kent/</link><guid>k1</guid><pubDate>Thu, 03 Nov 2016 09:00:00 GMT</pubDate></item>"
    entry = '<entry><id>k</id><link rel="alternate" href="/kent/"/><updated>2016-11-03T09:00:00Z</updated></entry>'
    dublin = '<item rdf:about="/kent/"><link>/kent/</link><dc:date>2016-11-03</dc:date></item>'
    url = "<url><loc>https://example.org/kent/</loc><lastmod>2016-11-03</lastmod></url>"
    child = "<sitemap><loc>https://example.org/map-2.xml</loc><lastmod>2016-11-03T09:00Z</lastmod></sitemap>"
    sitemap = '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + url * 2 + "</urlset>"
    pages = {
        "rss": f"<rss version='2.0'><channel><ttl>60</ttl><skipHours><hour>3</hour></skipHours>{item * 2}</channel></rss>",
        "atom": f'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="?page=2"/>{entry * 2}</feed>',
        "rdf": '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">{dublin}</rdf:RDF>',
        "json": '{"version":"https://jsonfeed.org/version/1.1","next_url":"/2","items":[{"id":"1","url":"/kent/"}]}',
        "sitemap": sitemap,
        "index": f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{child * 2}</sitemapindex>',
        "lines": "https://example.org/kent/\nhttps://example.org/surrey/\n",
        "page": '<!DOCTYPE html><base href="/x/"><nav><a href="/">Home</a></nav><ul><li><a href="kent/">Kent</a>'
        '<li><a href="surrey/">Surrey</a></ul><a rel="next" href="?page=2">Next</a>',
    }
    for name, page in pages.items():
        (folder / name).write_text(page)
    (folder / "sitemap.gz").write_bytes(gzip.compress(sitemap.encode()))
