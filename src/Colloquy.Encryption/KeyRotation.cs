namespace Colloquy.Encryption;

/// <summary>Represents what a rotation of keys has done.</summary>
/// <param name="Owners">The number of owners whose keys were looked at.</param>
/// <param name="Rewrapped">The number of owners whose keys were put under the newest key of the ring.</param>
/// <param name="Problems">The owners whose keys were left as they are, each with the reason, as sentences.</param>
public sealed record KeyRotation(long Owners, long Rewrapped, IReadOnlyList<string> Problems);
