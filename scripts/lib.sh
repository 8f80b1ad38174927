# Shared by the scripts of this folder; source it, do not run it.
# Gives: ROOT, TARGET (cargo's target folder, also home of tools and stamps), say, die, stamp helpers.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
case $TARGET in /*) ;; *) TARGET=$ROOT/$TARGET ;; esac
# The tools of the tests live apart from the code, in an environment of their own.
# shellcheck disable=SC2034 # read by the scripts that source this file
VENV=$TARGET/venv
# So does the software that is not ours and verifies what we sign (tests/peers).
# shellcheck disable=SC2034
PEERS=$TARGET/peers
STAMPS=$TARGET/stamps

say() { printf '%s\n' "$*"; }
die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

# stamp_matches NAME VALUE: was the step NAME last finished with just this input?
stamp_matches() { [ -f "$STAMPS/$1" ] && [ "$(cat "$STAMPS/$1")" = "$2" ]; }
write_stamp() {
    mkdir -p "$STAMPS"
    printf '%s\n' "$2" >"$STAMPS/$1"
}
