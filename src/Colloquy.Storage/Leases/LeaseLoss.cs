namespace Colloquy;

/// <summary>What became of a lease that a run lost.</summary>
public enum LeaseLoss
{
    /// <summary>It expired before it was renewed, and another run took over.</summary>
    TakenOver = 0,

    /// <summary>It was given back: its turn has ended.</summary>
    GivenBack = 1,

    /// <summary>It expired, since the store could not be asked to renew it.</summary>
    Expired = 2,
}
