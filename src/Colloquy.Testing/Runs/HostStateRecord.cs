using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Represents the state of a tool host after a turn, as a call that the test made shows it.</summary>
/// <param name="Host">The name of the tool host.</param>
/// <param name="Tool">The tool's own name on its host.</param>
/// <param name="Arguments">The arguments of the call, a JSON object.</param>
/// <param name="Result">The result.</param>
public sealed record HostStateRecord(string Host, string Tool, JsonElement Arguments, JsonElement Result);
