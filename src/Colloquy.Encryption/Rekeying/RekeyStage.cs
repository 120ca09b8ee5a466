namespace Colloquy.Encryption;

/// <summary>How far the keys of an owner are replaced. Each stage lasts until no process remembers the keys as they were before it.</summary>
internal enum RekeyStage
{
    /// <summary>No new key is being given.</summary>
    None = 0,

    /// <summary>The new key is there, so that all processes can read with it, and nobody writes with it yet.</summary>
    Announced = 1,

    /// <summary>Everybody writes with the new key, and reads with all.</summary>
    Given = 2,
}
