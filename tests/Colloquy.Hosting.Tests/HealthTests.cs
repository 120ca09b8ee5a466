using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Colloquy.Hosting.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Each_store_has_a_check_that_says_how_it_is()
    {
        var builder = App.Create();
        builder.Services.AddHealthChecks().AddColloquy(tags: ["ready"]);
        builder.Services.AddColloquy().UseInMemory();
        builder.Services.AddColloquy("archive").UseStore("a broken store", (_, _) => new(new BrokenStore((_, _) => throw StoreException.Full("archive"))));
        using var host = await builder.StartAsync();

        var report = await CheckAsync(host);

        Assert.Equal(["colloquy", "colloquy-archive"], report.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((HealthStatus.Healthy, HealthStatus.Unhealthy), (report.Entries["colloquy"].Status, report.Entries["colloquy-archive"].Status));
        Assert.Matches(@"^The store of AddColloquy\(\) \(in memory\) answered in \d+ ms\.$", report.Entries["colloquy"].Description);
        Assert.StartsWith("The store of AddColloquy(\"archive\") (a broken store) cannot be read. The store 'archive' has no space left", report.Entries["colloquy-archive"].Description, StringComparison.Ordinal);
        Assert.All(report.Entries.Values, entry => Assert.Equal(["ready"], entry.Tags));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_hangs_does_not_hang_the_check(bool blocksTheThread)
    {
        using var end = new ManualResetEventSlim();
        var builder = App.Create();
        builder.Services.AddHealthChecks().AddColloquy("store", HealthStatus.Degraded, timeout: TimeSpan.FromMilliseconds(20));
        builder.Services.AddColloquy().UseStore("a store that hangs", (_, _) => new(new BrokenStore((_, _) =>
        {
            if (blocksTheThread)
                end.Wait(CancellationToken.None);
            return new(new TaskCompletionSource<SessionRecord?>().Task);
        })));
        using var host = await builder.StartAsync();

        var report = await CheckAsync(host);
        end.Set();

        Assert.Equal(HealthStatus.Degraded, report.Entries["store"].Status);
        Assert.Equal("The store of AddColloquy() (a store that hangs) did not answer within 0.02 s.", report.Entries["store"].Description);
    }

    [Fact]
    public async Task A_call_that_hangs_is_given_up_after_the_check()
    {
        var givenUp = new TaskCompletionSource();
        var builder = App.Create();
        builder.Services.AddHealthChecks().AddColloquy(timeout: TimeSpan.FromMilliseconds(20));
        builder.Services.AddColloquy().UseStore("a store that hangs", (_, _) => new(new BrokenStore((_, token) =>
        {
            var never = new TaskCompletionSource<SessionRecord?>();
            token.Register(() =>
            {
                never.SetCanceled(token);
                givenUp.SetResult();
            });
            return new(never.Task);
        })));
        using var host = await builder.StartAsync();

        var report = await CheckAsync(host);

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.True(givenUp.Task.IsCompleted);
    }

    [Fact]
    public async Task A_check_creates_no_session()
    {
        var builder = App.Create();
        builder.Services.AddColloquy().UseInMemory();
        builder.Services.AddHealthChecks().AddColloquy().AddColloquy();
        using var host = await builder.StartAsync();

        var report = await CheckAsync(host);

        Assert.Single(report.Entries);
        Assert.Empty((await host.Services.GetRequiredService<ISessionStore>().GetService<ISessionDirectory>()!.ListAllAsync(SessionSelection.All, new SessionQuery())).Sessions);
    }

    [Fact]
    public async Task Checks_without_a_store_say_what_is_missing()
    {
        var builder = App.Create();
        builder.Services.AddHealthChecks().AddColloquy();
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<ColloquyConfigurationException>(() => CheckAsync(host));

        Assert.Equal("AddHealthChecks().AddColloquy() finds no store. Call services.AddColloquy() and choose a store.", refused.Message);
    }

    private static Task<HealthReport> CheckAsync(IHost host) => host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    private sealed class BrokenStore(Func<SessionKey, CancellationToken, ValueTask<SessionRecord?>> get) : AsyncOnlyStore
    {
        public override ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => get(key, cancellationToken);
    }
}
