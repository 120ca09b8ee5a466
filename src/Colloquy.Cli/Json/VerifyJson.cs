namespace Colloquy.Cli;

/// <summary>A log that was verified, as <c>--json</c> shows it. Field names are documented in docs/cli.md and stay.</summary>
internal sealed record VerifiedJson(string App, string User, string Id, bool Intact, long Entries, long Pruned, string Chain, int Signatures, long SignedUpTo, IReadOnlyList<string> UnknownKeys, long? Position, string? Problem)
{
    public static VerifiedJson Of(SessionVerification one) => new(
        one.Key.App,
        UserText.Write(one.Key.User),
        one.Key.Id,
        one.IsIntact,
        one.Entries,
        one.Pruned,
        one.Chain.ToString(),
        one.Signatures,
        one.SignedUpTo.Value,
        one.UnknownKeys,
        one.Failure?.Position.Value,
        one.Failure?.Problem);
}

internal sealed record VerifyJson(IReadOnlyList<VerifiedJson> Sessions);
