namespace Colloquy.Operations;

/// <summary>Lists the sessions of all owners. Privileged: it is for the tools of operators, never for code that answers a user.</summary>
public interface ISessionDirectory
{
    /// <summary>Lists sessions, a page at a time, without reading any log; those with the newest commits come first.</summary>
    /// <param name="selection">The sessions.</param>
    /// <param name="query">The filter and the page.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<SessionPage> ListAllAsync(SessionSelection selection, SessionQuery query, CancellationToken cancellationToken = default);
}
