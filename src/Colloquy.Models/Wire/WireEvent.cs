namespace Colloquy.Models;

/// <summary>One server-sent event: its name, empty when it has none, and its data as it came.</summary>
internal readonly record struct WireEvent(string Name, byte[] Data);
