namespace Colloquy.Cli;

/// <summary>What <c>keys rotate --json</c> prints.</summary>
internal sealed record KeyRotationJson(string Newest, bool DryRun, long Owners, long Rewrapped, string[] Problems);
