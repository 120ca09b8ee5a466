namespace Colloquy.Testing;

/// <summary>Finds calls by the name of their tool: its own, the one that models are shown, or <c>host.tool</c>.</summary>
internal static class CallNames
{
    public static bool IsOf(ObservedToolCall call, string tool, string? host = null) =>
        (host is null || call.Host == host) && (call.IsOf(tool) || call.Host is not null && $"{call.Host}.{call.Tool}" == tool);

    /// <summary>Returns which tools were called, in order, such as <c>get_balance, transfer ×2</c>.</summary>
    public static string Summary(IReadOnlyList<ObservedToolCall> calls) =>
        calls.Count == 0 ? "no tool was called" : $"called were: {string.Join(", ", calls.GroupBy(Name).Select(group => group.Count() == 1 ? group.Key : $"{group.Key} ×{group.Count()}"))}";

    public static string List(IEnumerable<ObservedToolCall> calls, int most = 10)
    {
        var all = calls.ToList();
        return string.Join('\n', all.Take(most).Select(Transcript.ToText).Concat(all.Count > most ? [$"({all.Count - most} more calls)"] : []));
    }

    private static string Name(ObservedToolCall call) => call.Host is null ? call.Name : $"{call.Host}.{call.Tool}";
}
