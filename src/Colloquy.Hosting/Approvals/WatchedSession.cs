namespace Colloquy.Hosting;

/// <summary>A session on which calls wait, as it was when it was last looked at.</summary>
/// <param name="key">The session's key.</param>
internal sealed class WatchedSession(SessionKey key) : IAsyncDisposable
{
    private readonly Dictionary<SessionKey, IAsyncDisposable> _listeners = [];

    /// <summary>Gets or sets the tip of the log at the last look.</summary>
    public Position Tip { get; set; }

    /// <summary>Gets the calls that waited then.</summary>
    public Dictionary<ApprovalId, Approval> Waiting { get; } = [];

    /// <summary>Gets or sets a value that indicates whether a request has expired that no entry says of yet.</summary>
    public bool HasExpired { get; set; }

    /// <summary>Gets or sets a value that indicates whether the last look failed.</summary>
    public bool IsUnread { get; set; }

    /// <summary>Gets the time at which the next call expires; null for never, and while the session cannot be read.</summary>
    public DateTimeOffset? NextExpiry => IsUnread || Waiting.Count == 0 ? null : Waiting.Values.Min(approval => approval.ExpiresAt);

    /// <summary>Whether something may have changed, by the tip that the session has now. What waits in sessions of agents that are tools does not change the tip.</summary>
    public bool MayHaveChanged(Position tip, DateTimeOffset now) =>
        tip != Tip || IsUnread || HasExpired || NextExpiry <= now || Waiting.Values.Any(approval => approval.Session != key);

    /// <summary>Hears of changes of the sessions on which its calls wait.</summary>
    public async ValueTask ListenAsync(IChangeSignal signal, Action<SessionChanges> changed, CancellationToken cancellationToken)
    {
        foreach (var session in Waiting.Values.Select(approval => approval.Session).Append(key).Distinct())
        {
            if (!_listeners.ContainsKey(session))
                _listeners.Add(session, await signal.ListenAsync(session, changed, cancellationToken).ConfigureAwait(false));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners.Values)
            await listener.DisposeAsync().ConfigureAwait(false);
    }
}
