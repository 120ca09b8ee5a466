using Colloquy.Hosting.Worker;
using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting.Tests;

/// <summary>The application of <see cref="Desk"/> in the process of a test.</summary>
internal sealed class DeskHost : IAsyncDisposable
{
    private readonly IHost _host;

    private readonly TimeProvider _time;

    private DeskHost(IHost host, ListLogger logger, TimeProvider time) => (_host, Logger, _time) = (host, logger, time);

    public ListLogger Logger { get; }

    public Agent Agent => FindAgent("desk");

    public ISessionStore Store => _host.Services.GetRequiredService<ISessionStore>();

    public BackgroundTurns Turns => _host.Services.GetRequiredService<BackgroundTurns>();

    public TurnLifetime Lifetime => _host.Services.GetRequiredService<TurnLifetime>();

    public IEnumerable<IApprovalNotifier> Notifiers => _host.Services.GetServices<IApprovalNotifier>();

    public static async Task<DeskHost> StartAsync(string file, Action<IColloquyBuilder>? configure = null, Func<Task>? slow = null, TimeProvider? time = null)
    {
        var logger = new ListLogger();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<ILoggerFactory>(logger);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        var colloquy = Desk.Add(builder.Services, file, slow);
        configure?.Invoke(colloquy);
        var host = builder.Build();
        await host.StartAsync();
        return new DeskHost(host, logger, time ?? TimeProvider.System);
    }

    public Agent FindAgent(string name) => _host.Services.GetRequiredKeyedService<Agent>(name);

    public Task<Session> OpenAsync() => Store.OpenAsync(Desk.Key, new OpenSessionOptions { TimeProvider = _time });

    public Task StopAsync() => _host.StopAsync();

    /// <summary>Waits until the session's newest turn has an end, and returns how it ended.</summary>
    public async Task<TurnStatus> WaitForEndAsync()
    {
        var session = await OpenAsync();
        while (await session.Turns.ReadAsync().FirstAsync() is { Status: TurnStatus.Interrupted or TurnStatus.Running or TurnStatus.Waiting })
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return (await session.Turns.ReadAsync().FirstAsync()).Status;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}
