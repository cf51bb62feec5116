#!/usr/bin/env python3
"""Sends an article as mail.

  courant follow --cursor mail --exec 'examples/mail.py ada@example.org'

sends each new and revised article; [output] formats must have json. SMTP=HOST:PORT names the server that takes
the mail (localhost:25), FROM the sender. A mail that is not taken ends `follow`, and is the first to be sent
at the next start. The Message-ID is the article's id and revision, so one that is sent once more is known.
"""

import datetime
import email.message
import email.utils
import html
import json
import os
import pathlib
import smtplib
import sys


def message(article, sender, recipient):
    own = article["_courant"]
    mail = email.message.EmailMessage()
    # A title has no newline, so it cannot become another header.
    mail["Subject"] = article.get("title") or article["content_text"].split("\n")[0][:80]
    mail["From"] = email.utils.formataddr((own["feed"].get("title", own["feed"]["name"]), sender))
    mail["To"] = recipient
    moment = article.get("date_published", own["emitted"])
    mail["Date"] = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
    mail["Message-ID"] = f"<{article['id']}.{own['revision']}@courant.invalid>"
    mail["List-Id"] = f"<{own['feed']['name']}.courant.invalid>"
    link = article.get("url", "")
    mail.set_content(f"{article['content_text']}\n\n{link}\n")
    address = html.escape(link)
    page = f'{article["content_html"]}\n<p><a href="{address}">{address}</a></p>\n'
    mail.add_alternative(page, subtype="html")
    return mail


def main():
    match sys.argv[1:]:
        case [recipient, file]:
            article = json.loads(pathlib.Path(file).read_bytes())
        case _:
            sys.exit(__doc__)
    sender = os.environ.get("FROM", "courant@localhost")
    host, _, port = os.environ.get("SMTP", "localhost:25").rpartition(":")
    with smtplib.SMTP(host, int(port)) as server:
        server.send_message(message(article, sender, recipient), sender, [recipient])


if __name__ == "__main__":
    main()
