using System.Text.RegularExpressions;

namespace Colloquy;

/// <summary>The calls in which an agent works that is a tool, by the id of its session: the parent's id with the calls behind it, each the position of a turn and a number within it.</summary>
internal static partial class CallPath
{
    /// <summary>The calls at the end of a session's id, such as <c>4.0/12.1</c>; empty when there are none, and where the id is the hash of one that was too long.</summary>
    public static string Of(string sessionId) => Calls.Match(sessionId) is { Success: true } match ? match.Value[1..] : "";

    /// <summary>The id of the session below another in which the agent of some calls works; null when they lead elsewhere.</summary>
    public static string? Below(string sessionId, string calls)
    {
        var own = Of(sessionId);
        return own.Length == 0 ? $"{sessionId}/{calls}"
            : calls.StartsWith(own + "/", StringComparison.Ordinal) ? sessionId + calls[own.Length..]
            : null;
    }

    [GeneratedRegex(@"(?:/[1-9][0-9]{0,18}\.(?:0|[1-9][0-9]{0,8}))+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Calls { get; }
}
