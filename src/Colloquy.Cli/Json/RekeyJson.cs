namespace Colloquy.Cli;

/// <summary>What <c>keys rekey --json</c> prints.</summary>
internal sealed record RekeyJson(bool DryRun, bool Complete, long Owners, long TotalOwners, long Sessions, long Entries, bool Scrubbed, string[] Problems);
