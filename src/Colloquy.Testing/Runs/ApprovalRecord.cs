using System.Text.Json;

namespace Colloquy.Testing;

/// <summary>Represents a tool call that waited for a person's approval at the end of a turn.</summary>
/// <param name="Tool">The name of the tool.</param>
/// <param name="Arguments">The arguments, a JSON object; null when the model gave none.</param>
public sealed record ApprovalRecord(string Tool, JsonElement? Arguments);
