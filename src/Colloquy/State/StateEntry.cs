using System.Text.Json;

namespace Colloquy;

/// <summary>One key of a session's state, with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; JSON's null is a value.</param>
/// <param name="Version">The entry that wrote it: the key's version on this branch.</param>
public sealed record StateEntry(string Key, JsonElement Value, Position Version)
{
    /// <summary>Returns the value as a type.</summary>
    /// <typeparam name="T">The type to read the value as.</typeparam>
    /// <exception cref="StateTypeException">The value is not of that type.</exception>
    public T? Get<T>() => StateJson.Read<T>(this);
}
