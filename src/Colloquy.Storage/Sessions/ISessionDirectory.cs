namespace Colloquy;

/// <summary>Lists sessions whoever owns them. Privileged: for operators' tools, never for code that answers a user.</summary>
public interface ISessionDirectory
{
    /// <summary>Lists sessions, a page at a time, without reading any log; those with the newest commits come first.</summary>
    /// <param name="selection">The sessions.</param>
    /// <param name="query">What to narrow to.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default);
}
