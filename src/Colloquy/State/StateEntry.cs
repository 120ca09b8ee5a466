using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>Represents one key of state with its value, or its removal.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; JSON's null is a value. It is undefined when the key was removed or cannot be read.</param>
/// <param name="Version">The version that the newest write of the key made. In a session it is the position of the entry that wrote it.</param>
public sealed record StateEntry(string Key, JsonElement Value, StateVersion Version)
{
    /// <summary>Gets a value that indicates whether the newest write removed the key. Only listings of changes contain removed keys.</summary>
    public bool IsRemoved { get; init; }

    /// <summary>Gets what is wrong with the stored value, when it cannot be read; null otherwise. Writing the key again repairs it.</summary>
    public string? Unreadable => Damage?.Message;

    /// <summary>What reading the value throws; null when it can be read.</summary>
    internal ColloquyException? Damage { get; init; }

    /// <summary>How the state that it comes from is read.</summary>
    internal JsonSerializerOptions Json { get; init; } = AIJsonUtilities.DefaultOptions;

    /// <summary>The entry while the key has a value, readable or not; null when it was removed.</summary>
    internal StateEntry? Present => IsRemoved ? null : this;

    /// <summary>Returns the value as a type, by <see cref="StateOptions.Json"/> of the state that it comes from; the default of <typeparamref name="T"/> when the key was removed.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <exception cref="InvalidCastException">The value is not of that type.</exception>
    /// <exception cref="CorruptDataException">The value cannot be read.</exception>
    public T? Get<T>() => Damage is not null ? throw Damage : IsRemoved ? default : StateJson.Read<T>(this, Json);
}
