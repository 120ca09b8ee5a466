namespace Colloquy.Offline;

/// <summary>Represents an answer of the offline model: a text, or tools to call.</summary>
public sealed record OfflineAnswer
{
    private OfflineAnswer(string text, IReadOnlyList<OfflineCall> calls) => (Text, Calls) = (text, calls);

    /// <summary>Gets the text; empty where tools are called without a word.</summary>
    public string Text { get; }

    /// <summary>Gets the tools to call, in order; empty for a final answer.</summary>
    public IReadOnlyList<OfflineCall> Calls { get; }

    /// <summary>Returns an answer in words.</summary>
    /// <param name="text">The words.</param>
    public static OfflineAnswer Say(string text) => new(text, []);

    /// <summary>Returns an answer that calls tools.</summary>
    /// <param name="calls">The calls, in order; at least one.</param>
    public static OfflineAnswer Call(params IReadOnlyList<OfflineCall> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        ArgumentOutOfRangeException.ThrowIfZero(calls.Count);
        return new("", calls);
    }
}
