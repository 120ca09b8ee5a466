namespace Colloquy.Cli;

/// <summary>What <c>store backup --json</c> shows. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record BackupJson(string Store, string File, long Bytes);
