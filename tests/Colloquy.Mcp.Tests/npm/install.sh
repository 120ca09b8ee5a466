#!/usr/bin/env bash
# Installs the MCP servers that the tests talk with into artifacts/mcp-servers, as package-lock.json pins them. Quick when they are there.
set -euo pipefail
cd "$(dirname "$0")"
target=../../../artifacts/mcp-servers

if [[ -d "$target/node_modules" ]] && cmp -s package-lock.json "$target/installed.json"; then
    exit 0
fi

if ! command -v npm >/dev/null; then
    sudo=$([[ $(id -u) -eq 0 ]] || echo sudo)
    echo "Installing Node.js, which the MCP servers of the tests need."
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
fi

mkdir -p "$target"
cp package.json package-lock.json "$target/"
npm ci --prefix "$target" --no-audit --no-fund --no-update-notifier --loglevel=error
cp package-lock.json "$target/installed.json"
