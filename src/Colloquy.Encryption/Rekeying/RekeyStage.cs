namespace Colloquy.Encryption;

/// <summary>How far the keys of an owner are replaced. Each stage lasts until no process remembers the keys as they were before it.</summary>
internal enum RekeyStage
{
    /// <summary>No new key is being given.</summary>
    None = 0,

    /// <summary>The new key is there, so that all processes can read with it, and no process writes with it yet.</summary>
    Announced = 1,

    /// <summary>All processes write with the new key, and read with all.</summary>
    Given = 2,
}
