namespace Colloquy;

/// <summary>Specifies the action of a run when a turn is already running on its session.</summary>
public enum BusyPolicy
{
    /// <summary>The run waits: first come, first served.</summary>
    Enqueue = 0,

    /// <summary>The run throws <see cref="SessionBusyException"/>.</summary>
    Reject = 1,

    /// <summary>The run stops the running turn, which keeps its entries, and begins.</summary>
    Interrupt = 2,

    /// <summary>The run stops the running turn, undoes it, and begins.</summary>
    Rollback = 3,
}
