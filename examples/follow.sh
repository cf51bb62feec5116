#!/usr/bin/env bash
# Does something with each article as it comes: follows the journal, woken by inotify.
#
#   examples/follow.sh OUTPUT [COMMAND…]     COMMAND gets the article's file as last argument [echo]
#   POSITION=FILE                            remembers there how far it came, and goes on from there
#
# The position is written after the command, so a crash means once more, and never not at all. A command
# that fails ends the whole; the same article comes first at the next start. Needs inotifywait
# (inotify-tools).
set -euo pipefail

out=${1:?"name the output directory"}
shift
(($#)) || set -- echo
command -v inotifywait >/dev/null || {
    printf 'There is no inotifywait; it comes with inotify-tools.\n' >&2
    exit 69
}
[[ -d "$out/journal" ]] || {
    printf 'There is no %s/journal; name the [output] directory of a courant that has run.\n' "$out" >&2
    exit 66
}

last=0 # the number of the last emission that is done
[[ ! -s "${POSITION:-}" ]] || last=$(<"$POSITION")
day="" # the journal's file that is being read
lines=0 # how many of its lines are done

# Takes what is new in a day's file. An unfinished last line is left for the next time: `read` says no to it.
take() {
    local line
    while IFS= read -r line; do
        lines=$((lines + 1))
        # A quote inside a JSON string is escaped, so these cannot stand in a title.
        [[ "$line" =~ ^\{\"seq\":([0-9]+), ]] && ((BASH_REMATCH[1] > last)) || continue
        local seq=${BASH_REMATCH[1]}
        [[ "$line" =~ ,\"action\":\"(new|revised)\",.*,\"path\":\"([^\"]+)\" ]] &&
            "${command[@]}" "$out/${BASH_REMATCH[2]}" </dev/null
        last=$seq
        [[ -z "${POSITION:-}" ]] || { echo "$last" >"$POSITION.new" && mv "$POSITION.new" "$POSITION"; }
    done < <(tail -n "+$((lines + 1))" "$1")
}

catch_up() {
    local file
    for file in "$out"/journal/*.ndjson; do
        [[ -e "$file" && ! "$file" < "$day" ]] || continue # the names are days, in order
        [[ "$file" == "$day" ]] || { day=$file lines=0; }
        take "$file"
    done
}

command=("$@")
# Every line of inotifywait is a reason to look, above all the one that says that it watches now.
exec 3< <(exec inotifywait --monitor --event modify,create --format changed "$out/journal" 2>&1)
watcher=$!
trap 'kill "$watcher" 2>/dev/null || true' EXIT
while read -r _ <&3; do catch_up; done
