namespace Colloquy;

/// <summary>What a run does when a turn is running on its session already.</summary>
public enum BusyPolicy
{
    /// <summary>It waits: first come, first served.</summary>
    Enqueue = 0,

    /// <summary>It throws <see cref="SessionBusyException"/>.</summary>
    Reject = 1,

    /// <summary>It stops the running turn, which keeps what it did, and runs.</summary>
    Interrupt = 2,

    /// <summary>It stops the running turn, takes it back, and runs.</summary>
    Rollback = 3,
}
