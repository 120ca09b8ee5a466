namespace Colloquy.Encryption;

/// <summary>Specifies why a key is not at hand.</summary>
public enum EncryptionKeyProblem
{
    /// <summary>The ring does not have the key.</summary>
    NotInRing = 0,

    /// <summary>The ring has another key under the same id, or what is stored was changed.</summary>
    DoesNotOpen = 1,

    /// <summary>The owner's key was destroyed, or is kept in another store.</summary>
    Gone = 2,

    /// <summary>The data was written without encryption, or its key was removed.</summary>
    NotEncrypted = 3,
}
