using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting;

/// <summary>Opens one store once, at the first call. After a failure, the next call tries again.</summary>
internal sealed class StoreOpening(StoreRegistration registration, IServiceProvider services)
{
    private static readonly AsyncLocal<StoreRegistration?> Opening = new();

    private readonly Lock _lock = new();
    private Task<ISessionStore>? _opened;

    public Task<ISessionStore> OpenAsync(CancellationToken cancellationToken)
    {
        if (Opening.Value == registration)
            throw new ColloquyConfigurationException($"The store {registration} asks for itself while it is opened. Do not ask for this ISessionStore in the function that opens it.");

        TaskCompletionSource<ISessionStore>? own = null;
        Task<ISessionStore> opened;
        lock (_lock)
        {
            if (_opened is null or { IsFaulted: true } or { IsCanceled: true })
            {
                own = new TaskCompletionSource<ISessionStore>(TaskCreationOptions.RunContinuationsAsynchronously);
                _opened = own.Task;
            }

            opened = _opened;
        }

        if (own is not null)
            _ = OpenAsync(own, cancellationToken);
        return opened;
    }

    private async Task OpenAsync(TaskCompletionSource<ISessionStore> opened, CancellationToken cancellationToken)
    {
        Opening.Value = registration;
        try
        {
            if (registration.Open is not { } open)
                throw new ColloquyConfigurationException($"{registration.Call} has no store. Call UseSqlite(path), UseInMemory() or another Use… method on the builder that it returns.");

            var store = await open(services, cancellationToken).ConfigureAwait(false)
                ?? throw new ColloquyConfigurationException($"The function that opens the store {registration} returned null. Return the store.");
            store = await registration.WrapAsync(store, services, cancellationToken).ConfigureAwait(false);
            opened.SetResult(new HostedStore(store, services.GetService<ILoggerFactory>()));
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            opened.SetCanceled(e.CancellationToken);
        }
        catch (ColloquyConfigurationException e)
        {
            opened.SetException(e);
        }
        catch (Exception e)
        {
            opened.SetException(new ColloquyConfigurationException($"The store {registration} failed to open. {e.Message}", e));
        }
    }
}
