namespace Colloquy;

/// <summary>Specifies how a run lost its lease.</summary>
public enum LeaseLoss
{
    /// <summary>The lease expired before it was renewed, and another run took over.</summary>
    TakenOver = 0,

    /// <summary>The lease was released, because its turn has ended.</summary>
    GivenBack = 1,

    /// <summary>The lease expired, because the store could not be reached to renew it.</summary>
    Expired = 2,
}
