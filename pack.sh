#!/usr/bin/env bash
# Makes the packages, and prints their sizes. The folder is a feed: docs/start.md shows how a project uses it.
#   ./pack.sh                       into artifacts/packages, with the version in Directory.Build.props
#   ./pack.sh --version 0.3.0-rc.1  with another version
#   ./pack.sh --output FOLDER       into another folder
#   ./pack.sh --configuration Debug --no-build    packs the output of an earlier build, as the tests do
set -euo pipefail
usage() { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 1; }

output='' version='' configuration=Release build=true
while [[ $# -gt 0 ]]; do
    case "$1" in
        --version | --output | --configuration) [[ -n "${2:-}" ]] || usage; declare "${1#--}=$2"; shift 2 ;;
        --no-build) build=false; shift ;;
        *) usage ;;
    esac
done

if [[ -n "$output" ]]; then mkdir -p "$output" && output=$(cd "$output" && pwd); fi
cd "$(dirname "$0")"
output=${output:-$PWD/artifacts/packages}
version=${version:-$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)}

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en
if ! command -v dotnet >/dev/null; then
    echo "The .NET SDK 10 is needed: https://dot.net/download" >&2
    exit 1
fi

# The files in a package have the time of the commit, so that the same commit gives the same bytes.
if [[ -z "${SOURCE_DATE_EPOCH:-}" ]] && date=$(git log -1 --format=%ct 2>/dev/null); then export SOURCE_DATE_EPOCH=$date; fi

# Only the projects that have packages, so that no test is built.
mkdir -p artifacts "$output"
filter=artifacts/packages.slnf
projects=$(printf '"%s", ' src/*/*.csproj templates/*/*.csproj)
printf '{ "solution": { "path": "../Colloquy.slnx", "projects": [ %s ] } }\n' "${projects%, }" >$filter

arguments=(--configuration "$configuration" -p:Version="$version" -p:PackageOutputPath="$output/" --nologo -v quiet -clp:NoSummary)
$build || arguments+=(--no-build)
dotnet pack $filter "${arguments[@]}"

# NuGet keeps a copy of each package that a project restored, and does not notice another package of the same version in the feed.
copies=${NUGET_PACKAGES:-$HOME/.nuget/packages}
size() { if [[ -e "$1" ]]; then echo "$((($(wc -c <"$1") + 1023) / 1024)) KB"; else echo '-'; fi; }
printf '%-42s %10s %10s\n' "package, version $version" size symbols
for package in "$output"/*."$version".nupkg; do
    name=$(basename "$package" ".$version.nupkg")
    printf '%-42s %10s %10s\n' "$name" "$(size "$package")" "$(size "${package%.nupkg}.snupkg")"
    copy=$copies/$(tr '[:upper:]' '[:lower:]' <<<"$name/$version/$name.$version.nupkg")
    if [[ -e "$copy" ]] && ! cmp -s "$package" "$copy"; then rm -r "$(dirname "$copy")"; fi
done
echo "The packages are in $output."
