using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting.Tests;

/// <summary>An application with settings, as the tests configure it: without the environment of the machine.</summary>
internal static class App
{
    public static HostApplicationBuilder Create(params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        return builder;
    }

    /// <summary>Collects what the application logs.</summary>
    public static ListLogger Listen(this HostApplicationBuilder builder)
    {
        var logger = new ListLogger();
        builder.Logging.AddProvider(new Provider(logger));
        return logger;
    }

    /// <summary>Starts the application, and returns why it does not start.</summary>
    public static async Task<ColloquyConfigurationException> FailAsync(this HostApplicationBuilder builder)
    {
        using var host = builder.Build();
        return await Assert.ThrowsAsync<ColloquyConfigurationException>(() => host.StartAsync());
    }

    public static async Task<IHost> StartAsync(this HostApplicationBuilder builder)
    {
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    public static Agent Agent(this IHost host, string name) => host.Services.GetRequiredKeyedService<Agent>(name);

    public static Task<Session> OpenAsync(this IHost host, string id) => host.Services.GetRequiredService<ISessionStore>().OpenAsync(new SessionKey(id));

    private sealed class Provider(ListLogger logger) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose()
        {
        }
    }
}
