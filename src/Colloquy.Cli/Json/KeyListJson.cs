namespace Colloquy.Cli;

/// <summary>What <c>keys list --json</c> prints.</summary>
internal sealed record KeyListJson(KeyJson[] Keys, string[] Problems);

/// <summary>One key of a ring.</summary>
internal sealed record KeyJson(string Id, bool InRing, bool Newest, long Owners);
