#!/usr/bin/env bash
# Moves each article's file to a directory of your own as it comes, and goes on where it stopped.
#
#   examples/follow.sh INBOX [OPTION…]     OPTIONs go to courant, such as --config FILE
#
# The cursor called `inbox` moves behind each file that was moved, so a crash means once more, and never not
# at all. A file that cannot be moved ends the whole with status 75; the same one comes first at the next start.
set -euo pipefail

inbox=$(realpath -- "${1:?"name the directory to move articles to"}")
shift
INBOX=$inbox exec "${COURANT:-courant}" "$@" follow --cursor inbox --exec 'mv --verbose --target-directory "$INBOX"'
