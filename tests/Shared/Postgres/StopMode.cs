namespace Colloquy.Tests.Postgres;

/// <summary>How a server is asked to stop.</summary>
internal enum StopMode
{
    /// <summary>Transactions are rolled back, and the server closes in order.</summary>
    Fast,

    /// <summary>All ends at once, and the next start recovers.</summary>
    Immediate,
}
