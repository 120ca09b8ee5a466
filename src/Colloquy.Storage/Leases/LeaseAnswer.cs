namespace Colloquy.Storage;

/// <summary>What became of a <see cref="LeaseRequest"/>.</summary>
public abstract record LeaseAnswer
{
    private LeaseAnswer()
    {
    }

    /// <summary>The lease is held.</summary>
    /// <param name="Token">The fencing token, to be named by every commit.</param>
    /// <param name="Until">When it ends unless it is renewed.</param>
    /// <param name="InterruptRequested">Whether somebody has asked the holder to stop.</param>
    public sealed record Granted(LeaseToken Token, DateTimeOffset Until, bool InterruptRequested = false) : LeaseAnswer;

    /// <summary>The request waits.</summary>
    /// <param name="Ticket">The place, to be named when asking again before it expires.</param>
    /// <param name="Ahead">How many wait ahead of it; the holder is not counted.</param>
    public sealed record Queued(long Ticket, int Ahead) : LeaseAnswer
    {
        /// <summary>What it is held for; meaningless when only others wait.</summary>
        public LeasePurpose Purpose { get; init; }
    }

    /// <summary>The lease is held, or others wait, and the request did not want to wait.</summary>
    /// <param name="HeldBy">Who holds it; null when only others wait.</param>
    /// <param name="Until">Until when the holder has it.</param>
    public sealed record Refused(string? HeldBy, DateTimeOffset? Until) : LeaseAnswer
    {
        /// <summary>What it is held for; meaningless when only others wait.</summary>
        public LeasePurpose Purpose { get; init; }
    }

    /// <summary>The lease named is no longer held by its token, or was given back.</summary>
    public sealed record Gone : LeaseAnswer;
}
