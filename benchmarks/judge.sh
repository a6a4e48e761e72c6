#!/usr/bin/env bash
# Scores Whence on published root-cause benchmarks and prints a Markdown table.
#
#   benchmarks/judge.sh BENCH DATA
#
# BENCH holds judge.py, which loads a set over HTTP, asks about each of its cases and prints the figures at the end;
# DATA holds the sets, each with a part named dev. Every set gets a server and a data folder of its own, which are gone
# afterwards. Build first: ./mvnw -q -Dquick -Dmaven.test.skip=true -pl server -am package
set -euo pipefail

if [ $# -ne 2 ]; then
    echo "usage: $0 BENCH DATA" >&2
    exit 2
fi
bench=$(cd "$1" && pwd)
data=$(cd "$2" && pwd)
top=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
server=""
end() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
        server=""
    fi
}
trap 'end; rm -rf "$folder"' EXIT

echo "| set | figures |"
echo "|---|---|"
for set in nezha-trainticket nezha-onlineboutique-partial petshop rcd-sockshop riskloc-rs who-and-when; do
    if [ ! -d "$data/$set/dev" ]; then
        continue
    fi
    "$top/whence" serve --port 0 --data "$folder/$set" > "$folder/$set.log" 2>&1 &
    server=$!
    until grep -q "listening on" "$folder/$set.log"; do
        kill -0 "$server" 2>/dev/null || { cat "$folder/$set.log" >&2; exit 1; }
        sleep 1
    done
    url=$(sed -n 's/.*listening on \(http[^ ]*\).*/\1/p' "$folder/$set.log" | head -1)
    (cd "$bench" && PYTHONDONTWRITEBYTECODE=1 python3 judge.py "$set" "$data/$set/dev" "$url") > "$folder/$set.txt" 2>&1 || true
    figures=$(grep -E '^(top-1|Avg@5|F1|step accuracy|[a-zA-Z_-]+: agent)' "$folder/$set.txt" || tail -n 1 "$folder/$set.txt")
    echo "| $set | $(paste -sd ';' <<< "$figures" | sed 's/|/\\|/g') |"
    end
done
