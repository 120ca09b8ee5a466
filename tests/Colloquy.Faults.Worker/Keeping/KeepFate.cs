namespace Colloquy.Faults.Worker;

/// <summary>What may become of a session.</summary>
public enum KeepFate
{
    /// <summary>Nothing is taken from it.</summary>
    Stays = 0,

    /// <summary>Nothing can be taken from it.</summary>
    Immutable = 1,

    /// <summary>Its old messages are pruned.</summary>
    IsPruned = 2,

    /// <summary>It is deleted when it was not used for a moment.</summary>
    Expires = 3,

    /// <summary>It is removed with its user.</summary>
    IsErased = 4,

    /// <summary>It is held while its user is erased, and removed afterwards.</summary>
    IsHeld = 5,
}
