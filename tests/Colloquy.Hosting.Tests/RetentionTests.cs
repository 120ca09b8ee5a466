using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Hosting.Tests;

public sealed class RetentionTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly OpenSessionOptions Short = new() { Retention = new RetentionPolicy { Ttl = TimeSpan.FromMinutes(90), AutoPrune = true } };

    [Fact]
    public async Task Expired_sessions_are_deleted_at_the_interval_until_the_host_stops()
    {
        using var time = new SignallingTime();
        var builder = App.Create();
        var log = builder.Listen();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddColloquy().UseInMemory().SweepRetention(Hour);
        builder.Services.AddColloquy("archive").UseInMemory();
        using var host = await builder.StartAsync();
        var store = host.Services.GetRequiredService<ISessionStore>();
        await time.Sleeping();
        await store.OpenAsync(new SessionKey("case-17"), Short);
        await host.Services.GetRequiredKeyedService<ISessionStore>("archive").OpenAsync(new SessionKey("case-17"), Short);

        await time.NextAsync(Hour);
        Assert.NotNull(await store.GetAsync(new SessionKey("case-17")));
        await time.NextAsync(Hour);

        Assert.Null(await store.GetAsync(new SessionKey("case-17")));
        Assert.NotNull(await host.Services.GetRequiredKeyedService<ISessionStore>("archive").GetAsync(new SessionKey("case-17")));
        Assert.True(log.Any("Information: Retention of the store of AddColloquy() (in memory): session 'case-17' in app 'default' was Deleted."), string.Join('\n', log.Lines));
        await host.StopAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sweep_that_fails_is_logged_and_the_next_one_does_its_work(bool isStoreFailure)
    {
        using var time = new SignallingTime();
        var builder = App.Create();
        var log = builder.Listen();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddColloquy().UseStore("flaky", (_, _) => new(new FlakyStore(time, isStoreFailure ? StoreException.Full("flaky") : new InvalidOperationException("Not a failure of the store.")))).SweepRetention(Hour);
        using var host = await builder.StartAsync();
        var store = host.Services.GetRequiredService<ISessionStore>();
        await time.Sleeping();
        await store.OpenAsync(new SessionKey("case-17"), Short);

        await time.NextAsync(2 * Hour);

        Assert.Null(await store.GetAsync(new SessionKey("case-17")));
        Assert.Single(log.Lines, line => line.StartsWith("Error: ", StringComparison.Ordinal));
        await host.StopAsync();
    }

    [Fact]
    public async Task Options_of_the_sweeper_take_services()
    {
        using var time = new SignallingTime();
        var builder = App.Create();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        RetentionSweeperOptions? seen = null;
        builder.Services.AddColloquy().UseInMemory().SweepRetention(Hour, (options, services) => (options.Client, seen) = (services.GetRequiredService<IChatClient>(), options));

        using var host = await builder.StartAsync();
        await time.Sleeping();

        Assert.Same(time, seen?.TimeProvider);
        Assert.NotNull(seen?.LoggerFactory);
    }

    [Fact]
    public async Task A_store_without_retention_is_refused_at_start()
    {
        var builder = App.Create();
        builder.Services.AddColloquy().UseStore("plain", (_, _) => new(new AsyncOnlyStore())).SweepRetention(Hour);

        var refused = await builder.FailAsync();

        Assert.StartsWith("SweepRetention cannot sweep the store of AddColloquy() (plain). ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("archive")]
    public async Task A_store_that_the_application_registered_itself_is_swept(string? name)
    {
        using var time = new SignallingTime();
        var builder = App.Create();
        var own = new InMemorySessionStore(time);
        builder.Services.AddSingleton<TimeProvider>(time);
        if (name is null)
            builder.Services.AddSingleton<ISessionStore>(own);
        else
            builder.Services.AddKeyedSingleton<ISessionStore>(name, own);
        builder.Services.AddColloquy(name).SweepRetention(Hour);
        using var host = await builder.StartAsync();
        await time.Sleeping();
        await own.OpenAsync(new SessionKey("case-17"), Short);

        await time.NextAsync(2 * Hour);

        Assert.Null(await own.GetAsync(new SessionKey("case-17")));
        await host.StopAsync();
    }

    [Fact]
    public void An_interval_that_is_out_of_range_is_refused()
    {
        var colloquy = App.Create().Services.AddColloquy();

        Assert.Throws<ArgumentOutOfRangeException>("interval", () => colloquy.SweepRetention(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>("interval", () => colloquy.SweepRetention(TimeSpan.FromDays(30)));
    }

    /// <summary>A clock that tells when somebody waits for it.</summary>
    private sealed class SignallingTime : FakeTimeProvider, IDisposable
    {
        private readonly SemaphoreSlim _timers = new(0);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime == Hour)
                _timers.Release();
            return timer;
        }

        /// <summary>Waits until a sweep has ended, and the next one is waited for.</summary>
        public Task Sleeping() => _timers.WaitAsync();

        public async Task NextAsync(TimeSpan later)
        {
            Advance(later);
            await Sleeping();
        }

        public void Dispose() => _timers.Dispose();
    }

    /// <summary>A store whose first listing fails.</summary>
    private sealed class FlakyStore(TimeProvider time, Exception failure) : DelegatingSessionStore(new InMemorySessionStore(time)), IRetention
    {
        private int _listings;

        private IRetention Kept => (IRetention)Inner;

        public ValueTask<SessionPage> ListRetainedAsync(SessionSelection selection, SessionCursor? after = null, int limit = 100, CancellationToken cancellationToken = default) =>
            ++_listings == 1 ? ValueTask.FromException<SessionPage>(failure) : Kept.ListRetainedAsync(selection, after, limit, cancellationToken);

        public ValueTask<bool> DeleteExpiredAsync(SessionKey key, CancellationToken cancellationToken = default) => Kept.DeleteExpiredAsync(key, cancellationToken);

        public ValueTask<SessionRecord> SetRetentionAsync(SessionKey key, RetentionPolicy? policy, CancellationToken cancellationToken = default) => Kept.SetRetentionAsync(key, policy, cancellationToken);

        public ValueTask<SessionRecord> HoldAsync(SessionKey key, LegalHold hold, CancellationToken cancellationToken = default) => Kept.HoldAsync(key, hold, cancellationToken);

        public ValueTask<SessionRecord> LiftHoldAsync(SessionKey key, string name, CancellationToken cancellationToken = default) => Kept.LiftHoldAsync(key, name, cancellationToken);
    }
}
