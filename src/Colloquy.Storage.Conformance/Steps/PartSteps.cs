namespace Colloquy.Storage.Conformance;

/// <summary>Takes a whole session apart.</summary>
internal static class PartSteps
{
    /// <summary>Returns the session in two parts, of which the last has the facts.</summary>
    public static async IAsyncEnumerable<SessionPart> ToParts(this SessionPart whole)
    {
        await ValueTask.CompletedTask;
        yield return whole with { Facts = null };
        yield return new SessionPart { Facts = whole.Facts };
    }
}
