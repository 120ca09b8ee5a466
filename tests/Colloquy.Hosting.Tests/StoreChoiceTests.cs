using Colloquy.Sqlite;

namespace Colloquy.Hosting.Tests;

/// <summary>The configuration chooses the store by name, and a name that nothing has keeps the host from starting.</summary>
public sealed class StoreChoiceTests
{
    [Theory]
    [InlineData("memory", false)]
    [InlineData("SQLite", true)]
    public async Task The_store_that_the_configuration_names_is_the_only_one_that_is_opened(string name, bool isFile)
    {
        using var file = new StoreFile();
        var builder = App.Create(("Colloquy:Store", name));
        builder.Services.AddColloquy()
            .AddStoreChoice("sqlite", store => store.UseSqlite(file.Path))
            .AddStoreChoice("memory", store => store.UseInMemory())
            .AddStoreChoice("broken", store => store.UseStore("broken", (_, _) => throw new IOException("It was opened.")));

        using var host = await builder.StartAsync();

        var store = host.Services.GetRequiredService<ISessionStore>();
        Assert.Equal((isFile, !isFile, isFile), (store.GetService<SqliteSessionStore>() is not null, store.GetService<InMemorySessionStore>() is not null, File.Exists(file.Path)));
    }

    [Fact]
    public async Task A_store_that_nothing_has_is_refused_with_the_names_that_there_are()
    {
        var builder = App.Create(("Colloquy:Store", "sqlit"), ("Colloquy:Stores:archive", "tape"));
        builder.Services.AddColloquy().AddStoreChoice("sqlite", store => store.UseSqlite("desk.db")).AddStoreChoice("memory", store => store.UseInMemory());
        builder.Services.AddColloquy("archive").AddStoreChoice("memory", store => store.UseInMemory());

        var refused = await builder.FailAsync();

        Assert.Equal(
            [
                "The configuration key 'Colloquy:Store' names the store 'sqlit', which AddColloquy() does not have. Set it to one of 'sqlite', 'memory', or add the store with AddStoreChoice.",
                "The configuration key 'Colloquy:Stores:archive' names the store 'tape', which AddColloquy(\"archive\") does not have. Set it to one of 'memory', or add the store with AddStoreChoice.",
            ],
            refused.Problems);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_store_that_the_configuration_does_not_name_is_refused(string? name)
    {
        var builder = App.Create(("Colloquy:Store", name));
        builder.Services.AddColloquy().AddStoreChoice("sqlite", store => store.UseSqlite("desk.db")).AddStoreChoice("memory", store => store.UseInMemory());

        var refused = await builder.FailAsync();

        Assert.Equal("The configuration chooses the store of AddColloquy(), and the key 'Colloquy:Store' is not set. Set it to one of 'sqlite', 'memory'.", refused.Message);
    }

    [Fact]
    public async Task A_chosen_store_that_cannot_be_opened_is_refused_by_its_description()
    {
        var builder = App.Create(("Colloquy:Store", "sqlite"));
        builder.Services.AddColloquy().AddStoreChoice("sqlite", store => store.UseSqlite("/no/such/folder/desk.db"));

        var refused = await builder.FailAsync();

        Assert.StartsWith("The store of AddColloquy() (SQLite file '/no/such/folder/desk.db', chosen by 'Colloquy:Store') failed to open. ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_of_several_stores_is_chosen_by_a_key_of_its_own()
    {
        using var file = new StoreFile();
        var builder = App.Create(("Colloquy:Store", "memory"), ("Colloquy:Stores:archive", "sqlite"));
        foreach (var name in new[] { null, "archive" })
            builder.Services.AddColloquy(name).AddStoreChoice("sqlite", store => store.UseSqlite(file.Path)).AddStoreChoice("memory", store => store.UseInMemory());

        using var host = await builder.StartAsync();

        Assert.NotNull(host.Services.GetRequiredService<ISessionStore>().GetService<InMemorySessionStore>());
        Assert.NotNull(host.Services.GetRequiredKeyedService<ISessionStore>("archive").GetService<SqliteSessionStore>());
    }

    [Fact]
    public async Task A_store_of_a_test_replaces_the_choices_and_the_setting_is_a_warning()
    {
        var builder = App.Create(("Colloquy:Store", "sqlite"));
        var log = builder.Listen();
        builder.Services.AddColloquy().AddStoreChoice("sqlite", store => store.UseSqlite("/no/such/folder/desk.db"));
        builder.Services.AddColloquy().UseInMemory();

        using var host = await builder.StartAsync();

        Assert.NotNull(host.Services.GetRequiredService<ISessionStore>().GetService<InMemorySessionStore>());
        Assert.True(log.Any("Warning: The configuration key 'Colloquy:Store' is ignored: the code chooses the store of AddColloquy(). To let the configuration choose, call AddStoreChoice."), string.Join('\n', log.Lines));
    }

    [Fact]
    public void Choices_of_one_name_and_choices_of_nothing_are_refused()
    {
        var builder = new ServiceCollection().AddColloquy().AddStoreChoice("sqlite", store => store.UseSqlite("desk.db"));

        var twice = Assert.Throws<InvalidOperationException>(() => builder.AddStoreChoice("SQLite", store => store.UseInMemory()));
        var nothing = Assert.Throws<InvalidOperationException>(() => builder.AddStoreChoice("memory", _ => { }));

        Assert.Equal("AddColloquy() has two store choices named 'SQLite'. Give each a name of its own.", twice.Message);
        Assert.Equal("AddStoreChoice(\"memory\", …) chooses no store. Call UseSqlite(path), UseInMemory() or another Use… method in its function.", nothing.Message);
    }
}
