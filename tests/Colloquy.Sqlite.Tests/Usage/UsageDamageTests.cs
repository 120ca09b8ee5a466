using Colloquy.Tests;

namespace Colloquy.Sqlite.Tests;

/// <summary>What a call used that cannot be read takes neither totals nor an export down.</summary>
public sealed class UsageDamageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Theory]
    [InlineData("'{'")]
    [InlineData("'null'")]
    [InlineData("'[null]'")]
    [InlineData("'[{}]'")]
    public async Task Calls_whose_tools_cannot_be_read_are_counted_as_such(string called)
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await SpendAsync(store, ["find", "open"], ["find"]);
        Execute($"UPDATE usage SET called = {called} WHERE called = '[\"find\"]'");

        var groups = await store.GetUsageAsync(SessionSelection.OfSession(Talk.Key), UsageBy.Tool);

        Assert.Equal([(null, 0, 1), ("find", 1, 0), ("open", 1, 0)], groups.Select(group => (group.Key, group.Totals.Calls, group.Totals.UnreadableCalls)).OrderBy(group => group.Key, StringComparer.Ordinal));
        Assert.Equal(2, (await store.GetUsageAsync(SessionSelection.OfSession(Talk.Key))).Calls);
    }

    [Fact]
    public async Task An_export_says_what_it_cannot_tell_of_usage_and_is_whole_else()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await SpendAsync(store, ["find"], ["find"]);
        Execute("UPDATE usage SET called = '{'");
        var logger = new ListLogger();
        using var document = new MemoryStream();

        await (await store.FindAsync(Talk.Key, new OpenSessionOptions { LoggerFactory = logger }))!.Documents.ExportAsync(document);

        document.Position = 0;
        await using var other = new InMemorySessionStore();
        Assert.Equal(2, (await (await other.ImportAsync(document)).Usage.GetAsync()).Calls);
        Assert.Contains("is not counted", Assert.Single(logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_the_logs_warns_of_each_call_with_its_session_and_position()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await SpendAsync(store, ["find"], ["find"]);
        Execute("UPDATE entries SET payload = CAST('{' AS BLOB) WHERE id & 0x7fffffff = 2");
        var logger = new ListLogger();

        var totals = await (await new WithoutLedger(store).OpenAsync(Talk.Key, new OpenSessionOptions { Logger = logger })).Usage.GetAsync();

        Assert.Equal((1, 1), (totals.Calls, totals.UnreadableCalls));
        Assert.Contains("position 2 of session 'ticket-1' of user 'ada'", Assert.Single(logger.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_whose_record_cannot_be_read_is_told_among_what_its_owner_spent()
    {
        await using var store = await SqliteSessionStore.OpenAsync(_folder.File());
        await SpendAsync(store, ["find"]);
        await store.CreateAsync(new SessionKey("other", "ada"));
        Execute("UPDATE sessions SET metadata = '{' WHERE session = 'other'");
        var logger = new ListLogger();

        var totals = await new WithoutLedger(store).GetUsageAsync(new SessionOwner("ada"), logger: logger);

        Assert.Equal((1, 1), (totals.Calls, totals.UnreadableCalls));
        Assert.Contains("session 'other' of user 'ada'", Assert.Single(logger.Lines), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task SpendAsync(SqliteSessionStore store, params string[][] calls)
    {
        var writer = new EntryWriter(await store.CreateAsync(Talk.Key));
        foreach (var called in calls)
            writer.Append(new ModelCallBody { Call = Guid.CreateVersion7(), Model = "m", Called = called });
        await store.CommitAsync(Talk.Key, writer.TakeCommit(CommitId.New()));
    }

    private void Execute(string sql)
    {
        using var connection = Connection.Open(_folder.File(), create: false);
        connection.Execute(sql);
    }

    /// <summary>Passes no ledger on, so that the logs are read.</summary>
    private sealed class WithoutLedger(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public override object? GetService(Type serviceType) => serviceType == typeof(IUsageLedger) ? null : base.GetService(serviceType);
    }
}
