using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Colloquy;

/// <summary>One key of state, with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; JSON's null is a value.</param>
/// <param name="Version">The key's version. In a session it is the position of the entry that wrote it.</param>
public sealed record StateEntry(string Key, JsonElement Value, StateVersion Version)
{
    /// <summary>What is wrong with the stored value, when it cannot be read; null when nothing is. <see cref="Value"/> is undefined then; writing the key again makes it good.</summary>
    public string? Unreadable => Damage?.Message;

    /// <summary>What reading the value throws; null when it can be read.</summary>
    internal ColloquyException? Damage { get; init; }

    /// <summary>How the state that it comes from is read.</summary>
    internal JsonSerializerOptions Json { get; init; } = AIJsonUtilities.DefaultOptions;

    /// <summary>Returns the value as a type, by <see cref="StateOptions.Json"/> of the state that it comes from.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <exception cref="StateTypeException">The value is not of that type.</exception>
    /// <exception cref="CorruptEntryException">The value cannot be read; in the user and app scopes <see cref="CorruptStateException"/>.</exception>
    public T? Get<T>() => Damage is not null ? throw Damage : StateJson.Read<T>(this, Json);
}
