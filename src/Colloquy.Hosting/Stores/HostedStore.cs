using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting;

/// <summary>The store of an application: its sessions write warnings to the application's log, and a container can dispose of it synchronously, also where the store itself can only be disposed of asynchronously.</summary>
internal sealed class HostedStore(ISessionStore store, ILoggerFactory? loggers) : DelegatingSessionStore(store)
{
    public override object? GetService(Type serviceType) =>
        serviceType == typeof(ILoggerFactory) && loggers is not null ? loggers : base.GetService(serviceType);
}
