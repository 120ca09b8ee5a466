using System.Text.Json;

namespace Colloquy.Cli;

/// <summary>A key of state that may have been removed.</summary>
internal sealed record StateKeyJson(string Key, JsonElement? Value, long Version, bool Removed, string? Unreadable)
{
    public static StateKeyJson Of(StateEntry entry) => new(entry.Key, entry.Unreadable is null && !entry.IsRemoved ? entry.Value : null, entry.Version.Value, entry.IsRemoved, entry.Unreadable);
}

internal sealed record StateListJson(string Scope, string App, string? User, string? Session, IReadOnlyList<StateKeyJson> Keys);
