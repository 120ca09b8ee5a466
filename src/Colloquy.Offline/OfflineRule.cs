namespace Colloquy.Offline;

/// <summary>One thing the offline model knows how to answer.</summary>
/// <param name="Name">The name of the rule in tests and messages.</param>
/// <param name="Answer">Returns the answer, or null to leave the request to the next rule; it must depend on the request alone.</param>
public sealed record OfflineRule(string Name, Func<OfflineRequest, OfflineAnswer?> Answer)
{
    /// <summary>Returns a rule that gives <paramref name="answer"/> whenever the user's message contains <paramref name="text"/>, in any case.</summary>
    /// <param name="text">The text to look for.</param>
    /// <param name="answer">The answer to give.</param>
    public static OfflineRule When(string text, string answer) =>
        new($"When '{text}'", request => request.Text.Contains(text, StringComparison.OrdinalIgnoreCase) ? OfflineAnswer.Say(answer) : null);
}
