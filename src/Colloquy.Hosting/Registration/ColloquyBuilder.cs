using Microsoft.Extensions.DependencyInjection;

namespace Colloquy.Hosting;

/// <summary>The builder of one store and of the agents of the application.</summary>
internal sealed class ColloquyBuilder(ColloquyRegistrations registrations, string? name) : IColloquyBuilder
{
    public IServiceCollection Services => registrations.Services;

    public string? Name => name;

    public IColloquyBuilder UseStore(string description, Func<IServiceProvider, CancellationToken, ValueTask<ISessionStore>> open)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        ArgumentNullException.ThrowIfNull(open);
        registrations.UseStore(name, description, open);
        return this;
    }

    public IColloquyBuilder WrapStore(string description, Func<ISessionStore, IServiceProvider, CancellationToken, ValueTask<ISessionStore>> wrap)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        ArgumentNullException.ThrowIfNull(wrap);
        registrations.WrapStore(name, description, wrap);
        return this;
    }
}
