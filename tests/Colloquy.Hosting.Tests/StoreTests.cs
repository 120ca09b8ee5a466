using Colloquy.Sqlite;

namespace Colloquy.Hosting.Tests;

public sealed class StoreTests
{
    [Fact]
    public async Task The_host_opens_the_store_before_any_other_hosted_service_starts()
    {
        List<string> order = [];
        var builder = App.Create();
        builder.Services.AddSingleton<IHostedService>(_ => new Noting(order));
        builder.Services.AddColloquy().UseStore("a store of the test", (_, _) =>
        {
            order.Add("opened");
            return new(new InMemorySessionStore());
        });

        using var host = await builder.StartAsync();

        Assert.Equal(["opened", "started"], order);
    }

    [Fact]
    public async Task A_store_that_is_asked_for_before_the_host_starts_is_opened_on_the_spot_and_once()
    {
        var opened = 0;
        var services = new ServiceCollection();
        services.AddColloquy().UseStore("a store of the test", async (_, _) =>
        {
            await Task.Yield();
            opened++;
            return new InMemorySessionStore();
        });
        await using var provider = services.BuildServiceProvider();

        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(provider.GetRequiredService<ISessionStore>)));

        Assert.Equal(1, opened);
        Assert.Single(stores.Distinct());
    }

    [Fact]
    public async Task A_conversation_in_a_SQLite_file_is_there_after_a_restart()
    {
        using var file = new StoreFile();

        for (var run = 1; run <= 2; run++)
        {
            var builder = App.Create(("Desk:File", file.Path));
            builder.Services.AddSingleton<IChatClient>(new FakeModel());
            builder.Services.AddColloquy().UseSqlite(services => services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["Desk:File"]).AddAgent("support");
            using var host = await builder.StartAsync();
            var session = await host.OpenAsync("case-17");
            await host.Agent("support").RunAsync("Hello.", session);

            Assert.Equal(2 * run, (await session.GetItemsAsync()).Count);
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task Options_of_the_SQLite_store_are_set_where_it_is_chosen()
    {
        using var file = new StoreFile();
        var services = new ServiceCollection();
        services.AddColloquy().UseSqlite(file.Path, options => options.Limits = new SessionLimits(MaxEntries: 3));
        await using var provider = services.BuildServiceProvider();
        var session = await provider.GetRequiredService<ISessionStore>().OpenAsync(new SessionKey("short"));

        await Assert.ThrowsAsync<SizeLimitException>(() => session.AddAsync(Enumerable.Repeat(new ChatMessage(ChatRole.User, "word"), 4)));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("memory")]
    [InlineData("async only")]
    public async Task A_container_with_a_store_can_be_disposed_of_synchronously(string kind)
    {
        using var file = new StoreFile();
        var other = new AsyncOnlyStore();
        var services = new ServiceCollection();
        var builder = services.AddColloquy();
        _ = kind switch
        {
            "sqlite" => builder.UseSqlite(file.Path),
            "memory" => builder.UseInMemory(),
            _ => builder.UseStore("a store of somebody else", (_, _) => new(other)),
        };
        var provider = services.BuildServiceProvider();
        var store = provider.GetRequiredService<ISessionStore>();

        provider.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.GetAsync(new SessionKey("any")));
        Assert.Equal(kind == "async only", other.IsDisposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_is_disposed_of_once_and_after_what_uses_it(bool asynchronously)
    {
        List<string> order = [];
        var store = new CountingStore(order);
        var builder = App.Create();
        builder.Services.AddSingleton(services => new User(services.GetRequiredService<ISessionStore>(), order));
        builder.Services.AddColloquy().UseStore("counting", (_, _) => new(store));
        var host = await builder.StartAsync();
        _ = host.Services.GetRequiredService<User>();

        await host.StopAsync();
        if (asynchronously)
            await ((IAsyncDisposable)host).DisposeAsync();
        else
            host.Dispose();

        Assert.Equal(["user", "store"], order);
        Assert.Equal(1, store.Disposals);
    }

    [Fact]
    public async Task Sessions_of_one_store_are_not_in_the_other()
    {
        var builder = App.Create();
        builder.Services.AddColloquy().UseInMemory();
        builder.Services.AddColloquy("archive").UseInMemory();
        using var host = await builder.StartAsync();
        var desk = host.Services.GetRequiredService<ISessionStore>();
        var archive = host.Services.GetRequiredKeyedService<ISessionStore>("archive");

        await desk.OpenAsync(new SessionKey("case-17"));

        Assert.NotNull(await desk.FindAsync(new SessionKey("case-17")));
        Assert.Null(await archive.FindAsync(new SessionKey("case-17")));
    }

    [Fact]
    public async Task A_second_store_replaces_the_first_which_is_not_opened()
    {
        var builder = App.Create();
        builder.Services.AddColloquy().UseStore("the first", (_, _) => throw new InvalidOperationException("The first was opened."));
        builder.Services.AddColloquy().UseInMemory();

        using var host = await builder.StartAsync();

        Assert.NotNull(host.Services.GetRequiredService<ISessionStore>().GetService<InMemorySessionStore>());
    }

    [Fact]
    public async Task A_store_that_the_application_registers_itself_is_used()
    {
        using var own = new InMemorySessionStore();
        var builder = App.Create();
        builder.Services.AddSingleton<ISessionStore>(own);
        builder.Services.AddColloquy();

        using var host = await builder.StartAsync();

        Assert.Same(own, host.Services.GetRequiredService<ISessionStore>());
    }

    [Fact]
    public async Task A_store_that_failed_to_open_is_opened_at_the_next_call()
    {
        var tries = 0;
        var services = new ServiceCollection();
        services.AddColloquy().UseStore("late", (_, _) => ++tries == 1 ? throw new IOException("The disk is not there yet.") : new(new InMemorySessionStore()));
        await using var provider = services.BuildServiceProvider();

        var refused = Assert.Throws<ColloquyConfigurationException>(provider.GetRequiredService<ISessionStore>);

        Assert.Equal("The store of AddColloquy() (late) failed to open. The disk is not there yet.", refused.Message);
        Assert.NotNull(provider.GetRequiredService<ISessionStore>());
    }

    [Fact]
    public async Task Warnings_of_a_session_are_in_the_log_of_the_application()
    {
        var builder = App.Create();
        var log = builder.Listen();
        builder.Services.AddSingleton<IChatClient>(new FakeModel(tool: "fail"));
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.AddTool(string () => throw new IOException("The disk is full."), "fail"));
        using var host = await builder.StartAsync();

        await host.Agent("support").RunAsync("Hello.", await host.OpenAsync("case-17"));

        Assert.Contains(log.Exceptions, exception => exception.Message == "The disk is full.");
    }

    [Fact]
    public async Task A_container_that_validates_its_services_takes_all_of_them()
    {
        var builder = App.Create();
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        builder.Services.AddScoped<List<string>>();
        builder.Services.AddSingleton<IChatClient>(new FakeModel(tool: "count"));
        builder.Services.AddColloquy().UseInMemory().UseModels().SweepRetention(TimeSpan.FromHours(1))
            .AddAgent("support", (agent, services) => { agent.Instructions = $"{services.GetService<string>()}"; agent.AddTool((List<string> list) => list.Count, "count"); });
        builder.Services.AddColloquy("archive").UseInMemory();
        builder.Services.AddHealthChecks().AddColloquy();
        builder.Services.AddOpenTelemetry().AddColloquy();
        using var host = await builder.StartAsync();
        await using var scope = host.Services.CreateAsyncScope();

        var answer = await scope.ServiceProvider.GetRequiredKeyedService<Agent>("support").RunAsync("Count.", await scope.ServiceProvider.GetRequiredService<ISessionStore>().OpenAsync(new SessionKey("case-17")));

        Assert.Equal("0", answer.Text);
        Assert.Same(host.Agent("support"), scope.ServiceProvider.GetRequiredService<Agent>());
        Assert.True(host.Services.GetRequiredService<IServiceProviderIsKeyedService>().IsKeyedService(typeof(Agent), "support"));
    }

    private sealed class User(ISessionStore store, List<string> order) : IDisposable
    {
        public ISessionStore Store => store;

        public void Dispose() => order.Add("user");
    }

    private sealed class Noting(List<string> order) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            order.Add("started");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
