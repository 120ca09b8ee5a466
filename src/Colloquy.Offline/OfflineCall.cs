namespace Colloquy.Offline;

/// <summary>One tool call of the offline model.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">The arguments by name, as JSON values or plain ones.</param>
public sealed record OfflineCall(string Tool, IReadOnlyDictionary<string, object?> Arguments)
{
    /// <summary>Initializes a call without arguments.</summary>
    /// <param name="tool">The tool's name.</param>
    public OfflineCall(string tool)
        : this(tool, new Dictionary<string, object?>())
    {
    }
}
