#!/usr/bin/env bash
# Builds everything and runs every test. Ends with the line 'N passed, N failed'; exits non-zero when a test failed.
#   ./test.sh            all but the long tests
#   ./test.sh --long     the long tests too, as CI does
#   ./test.sh --soak     the long tests too, and the fault tests in their full counts; writes the table of docs/reliability.md
set -euo pipefail
cd "$(dirname "$0")"

source tests/postgres.sh
trap stop_postgres EXIT

if [[ "${1:-}" == "--soak" ]]; then
    export COLLOQUY_TIER=soak
    rm -rf artifacts/fault-tries
elif [[ "${1:-}" == "--long" || "${CI:-}" == "true" ]]; then
    export COLLOQUY_TIER=long
fi

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
if ! command -v dotnet >/dev/null; then
    echo "The .NET SDK 10 is needed: https://dot.net/download" >&2
    exit 1
fi

# The long tests compile a sample ahead of time, which takes a C compiler and zlib.
if [[ "${COLLOQUY_TIER:-}" =~ ^(long|soak)$ ]] && command -v apt-get >/dev/null && ! { command -v cc && [[ -e /usr/include/zlib.h ]]; } >/dev/null; then
    as_root=() && [[ $EUID -eq 0 ]] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -qq -y --no-install-recommends gcc libc6-dev zlib1g-dev >/dev/null
fi

# The pages of reports are tried in a real browser.
if command -v apt-get >/dev/null && [[ -z "${COLLOQUY_CHROMIUM:-}" && ! -e /usr/bin/chromium ]]; then
    as_root=() && [[ $EUID -eq 0 ]] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -qq -y --no-install-recommends chromium >/dev/null
fi

# Some tests of faults run processes whose clock is wrong.
if command -v apt-get >/dev/null && ! command -v faketime >/dev/null; then
    as_root=() && [[ $EUID -eq 0 ]] || as_root=(sudo)
    "${as_root[@]}" apt-get update -qq && DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -qq -y --no-install-recommends faketime >/dev/null
fi

# One compiler process for all projects is faster than one for each. Where the environment wants none, it is ended after the build.
UseSharedCompilation=true dotnet build Colloquy.slnx --nologo -v quiet -clp:NoSummary
[[ "${UseSharedCompilation:-true}" == true ]] || dotnet build-server shutdown --vbcscompiler >/dev/null

start_postgres

results=artifacts/test-results
rm -rf "$results" && mkdir -p "$results"

# The longest come first. With COLLOQUY_TEST_LANES=2, the tests of two projects run at a time, which is quicker; a soak measures, and has one.
lanes=${COLLOQUY_TEST_LANES:-1} && [[ "${COLLOQUY_TIER:-}" != soak ]] || lanes=1
projects=(tests/Colloquy.{Faults,Postgres,Samples,Testing.Xunit,Packages,Cli,Encryption}.Tests)
for project in tests/*.Tests samples/*/*.Tests; do
    [[ " ${projects[*]} " == *" $project "* ]] || projects+=("$project")
done

filter=()
[[ "${COLLOQUY_TIER:-}" =~ ^(long|soak)$ ]] || filter=(-trait- "Tier=Long")

count() { grep -o '<assembly [^>]*>' "$results/$1.xml" | sed -E "s/.* $2=\"([0-9]+)\".*/\1/"; }

# Runs the tests of a project, and leaves how many failed in a file.
run() {
    local project=$1 name started=$SECONDS code=0 wrong=1
    name=$(basename "$project")
    dotnet exec "$project/bin/Debug/net10.0/$name.dll" -noLogo -noColor -result-xml "$results/$name.xml" "${filter[@]}" >"$results/$name.log" 2>&1 9>&- || code=$?
    if [[ -s "$results/$name.xml" ]]; then
        wrong=$(($(count "$name" failed) + $(count "$name" errors)))
        [[ $wrong -gt 0 || $code -eq 0 ]] || wrong=1
        [[ $wrong -eq 0 ]] || cat "$results/$name.log"
        printf '%-28s %5d passed %3d failed %3d skipped  %4d s\n' "$name" "$(count "$name" passed)" "$wrong" "$(count "$name" skipped)" $((SECONDS - started))
    else
        cat "$results/$name.log"
        echo "$name ended with exit code $code and left no results." >&2
    fi
    echo "$wrong" >"$results/$name.failed"
}

running=()
for project in "${projects[@]}"; do
    while [[ ${#running[@]} -ge $lanes ]]; do
        wait -n "${running[@]}" || true
        for i in "${!running[@]}"; do kill -0 "${running[i]}" 2>/dev/null || unset "running[i]"; done
    done
    run "$project" 9>&- &
    running+=($!)
done
[[ ${#running[@]} -eq 0 ]] || wait "${running[@]}" || true

passed=0 failed=0 skipped=0
for project in "${projects[@]}"; do
    name=$(basename "$project")
    failed=$((failed + $(cat "$results/$name.failed" 2>/dev/null || echo 1)))
    [[ -s "$results/$name.xml" ]] || continue
    passed=$((passed + $(count "$name" passed))) skipped=$((skipped + $(count "$name" skipped)))
done

# A soak in which all passed is what the page about reliability shows.
if [[ "${COLLOQUY_TIER:-}" == soak && $failed -eq 0 ]]; then
    COLLOQUY_APPROVE=1 dotnet exec tests/Colloquy.Faults.Tests/bin/Debug/net10.0/Colloquy.Faults.Tests.dll -noLogo -noColor -class "*.ReliabilityPageTests" >"$results/reliability.log" 2>&1 ||
        { cat "$results/reliability.log"; failed=$((failed + 1)); }
fi

[[ $skipped -eq 0 ]] && echo "$passed passed, $failed failed" || echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
