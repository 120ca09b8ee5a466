using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>A key of state that may have been removed.</summary>
internal sealed record StateKeyJson(string Key, JsonElement? Value, long Version, bool Removed)
{
    public static StateKeyJson Of(StateChange change) => new(change.Key, change.Value, change.Version.Value, change.Removed);

    public static StateKeyJson Of(StateEntry entry) => new(entry.Key, entry.Value, entry.Version.Value, Removed: false);
}

internal sealed record StateListJson(string Scope, string App, string? User, string? Session, IReadOnlyList<StateKeyJson> Keys);
