using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>A key of state that may have been removed.</summary>
internal sealed record StateKeyJson(string Key, JsonElement? Value, long Version, bool Removed, string? Unreadable)
{
    public static StateKeyJson Of(StateChange change) => new(change.Key, change.Unreadable is null ? change.Value : null, change.Version.Value, change.Removed, change.Unreadable);

    public static StateKeyJson Of(StateEntry entry) => new(entry.Key, entry.Unreadable is null ? entry.Value : null, entry.Version.Value, Removed: false, entry.Unreadable);
}

internal sealed record StateListJson(string Scope, string App, string? User, string? Session, IReadOnlyList<StateKeyJson> Keys);
