[assembly: AssemblyFixture(typeof(SupportApi.Tests.Desks))]

namespace SupportApi.Tests;

/// <summary>Two processes of the sample on one store, for all tests.</summary>
public sealed class Desks : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("support-api");

    public Desk First { get; private set; } = null!;

    public Desk Second { get; private set; } = null!;

    /// <summary>Starts another process on the store.</summary>
    public Task<Desk> StartAsync(params string[] settings) => Desk.StartAsync(File, settings);

    /// <summary>Gets the file of the store.</summary>
    public string File => Path.Combine(_folder.FullName, "support.db");

    public async ValueTask InitializeAsync()
    {
        First = await StartAsync("--Orders:Latency", "00:00:00.5", "--TokensPerDay", "5000");
        Second = await StartAsync("--Resume:Interval", "00:00:01");
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
