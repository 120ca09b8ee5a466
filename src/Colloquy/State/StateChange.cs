using System.Text.Json;

namespace Colloquy;

/// <summary>The newest write of one key of state.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value, which may be JSON's null; null when the key was removed.</param>
/// <param name="Version">The version that the write made.</param>
public sealed record StateChange(string Key, JsonElement? Value, StateVersion Version)
{
    /// <summary>Whether the key was removed.</summary>
    public bool Removed => Value is null && Damage is null;

    /// <summary>What is wrong with the stored value, when it cannot be read; null when nothing is.</summary>
    public string? Unreadable => Damage?.Message;

    /// <summary>What reading the value throws; null when it can be read.</summary>
    internal ColloquyException? Damage { get; init; }

    /// <summary>The key with its value; null when it was removed.</summary>
    internal StateEntry? Entry => Value is { } value ? new StateEntry(Key, value, Version) : Damage is { } damage ? new StateEntry(Key, default, Version) { Damage = damage } : null;
}
