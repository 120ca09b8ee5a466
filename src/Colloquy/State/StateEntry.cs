using System.Text.Json;

namespace Colloquy;

/// <summary>One key of a session's state, with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; JSON's null is a value.</param>
/// <param name="Version">The entry that wrote it: the key's version on this branch.</param>
public sealed record StateEntry(string Key, JsonElement Value, Position Version);
