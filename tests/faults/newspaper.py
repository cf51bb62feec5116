"""A newspaper on loopback: reports with a page each, in feeds that answer conditional requests.

What it prints is a matter of its edition, so that the same feed can grow and be corrected. A hook stands before
each answer, for what a good server never does.
"""

import hashlib
import html
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORDS = (
    "The harbour office counted the boats and the nets on Tuesday, and called the result incomplete in two of its "
    "figures, because the old wall, built by hand, no longer holds the water"
)


def last_words(number):
    """With this the text of a report ends, in every format."""
    return f"Here ends report number {number} of the Loopback Courier."


def correction(number):
    return f"Correction to report {number}: it was four boats on Tuesday, and not three."


class Site:
    """Serves feeds (`/NAME`) of reports (`/reports/NUMBER`) until it is closed."""

    def __init__(self, address="127.0.0.1", port=0):
        self.feeds = {}  # name -> numbers
        self.edited = set()
        self.requests = []  # (time, path, status)
        self.hook = lambda path: None
        self.listing = threading.Lock()
        site = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                import time

                site.hook(self.path)
                kind, body = site.document(self.path)
                tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
                status = 404 if kind is None else 200
                if status == 200 and self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
                with site.listing:
                    site.requests.append((time.monotonic(), self.path, status))
                self.send_response(status)
                if kind:
                    self.send_header("Content-Type", kind)
                    self.send_header("ETag", tag)
                if status != 304:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 256

            def handle_error(self, *_):
                pass  # whoever asked was killed

        self.server = Server((address, port), Answer)
        self.address = "{}:{}".format(*self.server.server_address[:2])
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path):
        return f"http://{self.address}{path}"

    def asked(self, path):
        with self.listing:
            return [request for request in self.requests if request[1] == path]

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def document(self, path):
        name = path.strip("/")
        if name in self.feeds:
            return "application/rss+xml", self.feed(self.feeds[name]).encode()
        if name.startswith("reports/"):
            return "text/html; charset=utf-8", self.page(int(name.split("/")[1])).encode()
        return None, b"nothing here"

    def feed(self, numbers):
        items = "".join(self.item(number) for number in reversed(numbers))
        return (
            '<?xml version="1.0"?><rss version="2.0" xmlns:a="http://www.w3.org/2005/Atom"><channel>'
            f"<title>The Loopback Courier</title><link>https://courier.example/</link>{items}</channel></rss>"
        )

    def item(self, number):
        edited = "<a:updated>2026-11-21T09:00:00Z</a:updated>" if number in self.edited else ""
        summary = "Corrected." if number in self.edited else f"In short: report number {number}."
        return (
            f"<item><title>{headline(number)}</title><link>{self.url(f'/reports/{number}')}</link>"
            f'<guid isPermaLink="false">report-{number}</guid><description>{html.escape(f"<p>{summary}</p>")}'
            f"</description><pubDate>Fri, 20 Nov 2026 08:30:00 +0000</pubDate>{edited}</item>"
        )

    def page(self, number):
        told = [f"It is note {note} of report {number}. {WORDS}, in number {note}." for note in range(4)]
        told += [correction(number)] if number in self.edited else []
        told.append(last_words(number))
        body = "".join(f"<p>{paragraph}</p>\n" for paragraph in told)
        return (
            f'<!DOCTYPE html><html lang="en"><head><title>{headline(number)}</title></head><body>'
            f'<nav><a href="/">Home</a></nav><article><h1>{headline(number)}</h1>{body}</article>'
            "<footer>All rights reserved</footer></body></html>"
        )


def headline(number):
    return f"Report {number}: the ferry speaks about the river"
