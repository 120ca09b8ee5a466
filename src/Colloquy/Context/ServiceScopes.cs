using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Colloquy;

/// <summary>The scopes of services of one run and of the agents that work for it: one for each provider, created when it is first asked for, and disposed when the run has ended.</summary>
/// <remarks>Safe for many threads, since tools run in parallel. What an abandoned tool asks for after the run is refused with an <see cref="ObjectDisposedException"/>.</remarks>
internal sealed class ServiceScopes(ILogger logger, SessionKey key) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private Dictionary<IServiceProvider, AsyncServiceScope>? _scopes;
    private bool _isDisposed;

    /// <summary>Returns the services of the run in a scope of a provider; the provider itself when it has no scopes.</summary>
    public IServiceProvider Open(IServiceProvider provider)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, typeof(IServiceProvider));
            if (_scopes?.TryGetValue(provider, out var scope) == true)
                return scope.ServiceProvider;
            if (provider.GetService(typeof(IServiceScopeFactory)) is not IServiceScopeFactory factory)
                return provider;

            scope = factory.CreateAsyncScope();
            (_scopes ??= []).Add(provider, scope);
            return scope.ServiceProvider;
        }
    }

    /// <summary>Disposes of the scopes. A service that fails at it does not fail the run, which has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        List<AsyncServiceScope> scopes;
        lock (_gate)
        {
            _isDisposed = true;
            if (_scopes is null)
                return;
            scopes = [.. _scopes.Values];
        }

        foreach (var scope in scopes)
        {
            try
            {
                await scope.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e)
            {
                ContextLog.ScopeNotDisposed(logger, e, key);
            }
        }
    }
}
