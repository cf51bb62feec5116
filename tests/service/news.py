"""A news site for the container: the files of a directory, over http and https.

/slow is never answered. What is asked for is a line of the file REQUESTS, as soon as it is asked.
news.py DIRECTORY REQUESTS CERTIFICATE
"""

import functools
import http.server
import ssl
import sys
import threading
import time

DIRECTORY, REQUESTS, CERTIFICATE = sys.argv[1:]
LOCK = threading.Lock()


class News(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        with LOCK, open(REQUESTS, "a", encoding="utf-8") as log:
            log.write(f"{self.path}\n")
        # Its files change within a second, which Last-Modified cannot tell.
        del self.headers["If-Modified-Since"]
        if self.path.startswith("/slow"):
            time.sleep(600)
        super().do_GET()

    def log_message(self, *_):
        pass


def serve(port, context=None):
    handler = functools.partial(News, directory=DIRECTORY)
    server = http.server.ThreadingHTTPServer(("", port), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever).start()


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE)
serve(80)
serve(443, context)
