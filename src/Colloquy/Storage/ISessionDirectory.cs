namespace Colloquy;

/// <summary>Lists sessions whoever owns them. Privileged: for operators' tools, never for code that answers a user.</summary>
public interface ISessionDirectory
{
    /// <summary>Lists sessions, a page at a time, without reading any log; those with the newest commits come first.</summary>
    /// <param name="query">What to narrow to.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<SessionPage> ListAllAsync(DirectoryQuery query, CancellationToken cancellationToken = default);
}

/// <summary>Which sessions of all owners are listed.</summary>
public sealed record DirectoryQuery
{
    /// <summary>Only sessions of this application; null for all.</summary>
    public string? App { get; init; }

    /// <summary>Only sessions of this user; null for all, empty for sessions that nobody owns.</summary>
    public string? User { get; init; }

    /// <summary>What the listing is narrowed to.</summary>
    public SessionFilter Filter { get; init; } = new();

    /// <summary>Where the listing goes on, from <see cref="SessionPage.Next"/>; null to begin.</summary>
    public SessionCursor? After { get; init; }
}
