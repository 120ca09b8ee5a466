namespace Colloquy;

/// <summary>Decides who may do what with which sessions.</summary>
/// <remarks><see cref="SessionGuard"/> asks before each call to the store, so that a right that was withdrawn ends at once. An implementation that asks a service keeps its answers for a while. It is called by many threads.</remarks>
public interface ISessionAccess
{
    /// <summary>Returns a value that indicates whether a principal may do something. What it throws is thrown by the call that was to be decided, and nothing is done.</summary>
    /// <param name="request">Who wants to do what.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    ValueTask<bool> IsAllowedAsync(SessionAccessRequest request, CancellationToken cancellationToken = default);
}
