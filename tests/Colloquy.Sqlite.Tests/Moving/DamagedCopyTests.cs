using System.Runtime.CompilerServices;
using Colloquy.Tests.Moving;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace Colloquy.Sqlite.Tests.Moving;

/// <summary>What cannot be read, and what the target stores otherwise, is told of by its name, and everything else is copied.</summary>
public sealed class DamagedCopyTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("UPDATE entries SET payload = x'00' WHERE id = (SELECT min(e.id) FROM entries e JOIN sessions s ON s.id = e.id >> 31 WHERE s.session = 'long')")]
    [InlineData("UPDATE entries SET author = 'someone else' WHERE id = (SELECT min(e.id) FROM entries e JOIN sessions s ON s.id = e.id >> 31 WHERE s.session = 'long')")]
    [InlineData("DELETE FROM entries WHERE id = (SELECT min(e.id) FROM entries e JOIN sessions s ON s.id = e.id >> 31 WHERE s.session = 'long')")]
    [InlineData("UPDATE sessions SET chain = x'00' WHERE session = 'long'")]
    [InlineData("UPDATE sessions SET metadata = '{' WHERE session = 'long'")]
    public async Task A_session_that_cannot_be_read_is_named_and_the_others_are_copied(string damage)
    {
        await using var from = await OpenAsync("from.db");
        await using var to = await OpenAsync("to.db");
        await StoreWorld.FillAsync(from, _clock);
        Execute("from.db", damage);

        var copy = new StoreCopy(from, to);
        Assert.True(await copy.RunAsync());

        var problem = Assert.Single(copy.Problems.DistinctBy(problem => problem.Key));
        Assert.Equal(StoreWorld.Long, problem.Key);
        Assert.Equal((true, 5), (copy.IsFinished, (await StoreDump.RecordsAsync(to)).Count));
        Assert.Equal(await UsedAsync(from), await UsedAsync(to));
    }

    [Fact]
    public async Task A_session_that_became_unreadable_stays_in_the_target_as_it_was_copied()
    {
        await using var from = await OpenAsync("from.db");
        await using var to = await OpenAsync("to.db");
        await StoreWorld.FillAsync(from, _clock);
        var copy = new StoreCopy(from, to);
        await copy.PassAsync();
        var earlier = (await to.GetAsync(StoreWorld.Long))!;
        await (await from.FindAsync(StoreWorld.Long))!.AddAsync(new ChatMessage(ChatRole.User, "more"));
        Execute("from.db", "UPDATE entries SET payload = x'00' WHERE id = (SELECT min(e.id) FROM entries e JOIN sessions s ON s.id = e.id >> 31 WHERE s.session = 'long')");

        Assert.True(await copy.RunAsync());

        Assert.Equal(StoreWorld.Long, Assert.Single(copy.Problems).Key);
        Assert.Contains("Export the session, and import it", copy.Problems[0].Problem, StringComparison.Ordinal);
        Assert.Equal((earlier.Tip, earlier.Chain), ((await to.GetAsync(StoreWorld.Long))!.Tip, (await to.GetAsync(StoreWorld.Long))!.Chain));
    }

    [Fact]
    public async Task A_memory_that_cannot_be_read_is_named_and_the_others_are_copied()
    {
        await using var from = await OpenAsync("from.db");
        await using var to = await OpenAsync("to.db");
        await StoreWorld.FillAsync(from, _clock);
        Execute("from.db", "UPDATE memories SET metadata = '{' WHERE id = (SELECT min(id) FROM memories)");

        var copy = new StoreCopy(from, to);
        Assert.True(await copy.RunAsync());

        Assert.Contains("'drink' of user 'ada'", Assert.Single(copy.Problems).Problem, StringComparison.Ordinal);
        Assert.Equal(["lives in Bern"], (await to.ListAsync(new MemoryListing(new SessionOwner("ada")))).Items.Select(item => item.Text));
        Assert.Equal(2, (await to.ListAsync(new MemoryListing(new SessionOwner("only memories")))).Items.Count);
    }

    [Theory]
    [InlineData(typeof(ChangesPayloads), "payloads")]
    [InlineData(typeof(LosesReceipts), "receipts")]
    [InlineData(typeof(LosesContent), "content")]
    [InlineData(typeof(ChangesTitles), "title")]
    [InlineData(typeof(LosesBranches), "branches")]
    public async Task A_target_that_stores_a_session_otherwise_is_caught_and_keeps_nothing_of_it(Type target, string what)
    {
        await using var from = new InMemorySessionStore(_clock);
        await using var to = (ISessionStore)Activator.CreateInstance(target, new InMemorySessionStore(_clock))!;
        await StoreWorld.FillAsync(from, _clock);

        var copy = new StoreCopy(from, to);
        await copy.RunAsync();

        Assert.Contains(what, copy.Problems.First(problem => problem.Key == StoreWorld.Long).Problem, StringComparison.Ordinal);
        Assert.Null(await to.GetAsync(StoreWorld.Long));
    }

    [Fact]
    public async Task A_copy_that_the_target_protects_is_told_of()
    {
        await using var from = new InMemorySessionStore(_clock);
        await using var to = await OpenAsync("to.db");
        await StoreWorld.FillAsync(from, _clock);
        await new StoreCopy(from, to).RunAsync();
        await (await from.FindAsync(StoreWorld.Immutable))!.AddAsync(new ChatMessage(ChatRole.User, "after the end"));

        var again = new StoreCopy(from, to);
        Assert.True(await again.RunAsync());

        Assert.Equal(StoreWorld.Immutable, Assert.Single(again.Problems).Key);
    }

    [Fact]
    public async Task What_the_target_holds_is_told_of_and_the_rest_is_copied()
    {
        await using var from = new InMemorySessionStore(_clock);
        await using var to = await OpenAsync("to.db");
        await StoreWorld.FillAsync(from, _clock);
        await new StoreCopy(from, to).RunAsync();
        await (await to.FindAsync(StoreWorld.Long))!.Retention.HoldAsync("case 17", "Requested by the court");
        await from.DeleteAsync(StoreWorld.Long);
        await (await from.OpenAsync(new SessionKey("new", "ada"))).AddAsync(new ChatMessage(ChatRole.User, "hello"));

        var again = new StoreCopy(from, to) { RemovesOthers = true };
        await again.RunAsync();

        Assert.Equal(StoreWorld.Long, Assert.Single(again.Problems).Key);
        Assert.NotNull(await to.GetAsync(StoreWorld.Long));
        Assert.NotNull(await to.GetAsync(new SessionKey("new", "ada")));
    }

    [Fact]
    public async Task A_target_without_a_part_that_is_needed_is_refused_before_anything_is_written()
    {
        await using var from = new InMemorySessionStore(_clock);
        await StoreWorld.FillAsync(from, _clock);
        await using var owners = new Without(new InMemorySessionStore(_clock), typeof(IOwnerCopy));
        await using var retention = new Without(new InMemorySessionStore(_clock), typeof(IRetention));
        await using var directory = new Without(new InMemorySessionStore(_clock), typeof(ISessionDirectory));
        await using var copies = new Without(new InMemorySessionStore(_clock), typeof(ISessionCopy));

        Assert.Contains(nameof(IOwnerCopy), (await Assert.ThrowsAsync<NotSupportedException>(() => new StoreCopy(from, owners).RunAsync())).Message, StringComparison.Ordinal);
        Assert.Contains(nameof(IRetention), (await Assert.ThrowsAsync<NotSupportedException>(() => new StoreCopy(from, retention).RunAsync())).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => new StoreCopy(from, directory));
        Assert.Throws<NotSupportedException>(() => new StoreCopy(copies, from));
        Assert.Throws<NotSupportedException>(() => new StoreCopy(owners, from));
        Assert.True(await new StoreCopy(from, copies).RunAsync());
        Assert.Equal(6, (await ((ISessionStore)copies).GetService<ISessionDirectory>()!.ListAllAsync(SessionSelection.All, new SessionQuery())).Sessions.Count);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> UsedAsync(SqliteSessionStore store) =>
        string.Join(';', (await store.SumAllAsync(SessionSelection.All, new UsageQuery())).Select(sum => $"{sum.Model} {sum.Calls} {sum.InputTokens} {sum.Cost}").Order(StringComparer.Ordinal));

    private Task<SqliteSessionStore> OpenAsync(string name) => SqliteSessionStore.OpenAsync(_folder.File(name), new SqliteSessionStoreOptions { TimeProvider = _clock, Synchronous = SqliteSynchronous.Normal });

    private void Execute(string name, string sql)
    {
        using var connection = Connection.Open(_folder.File(name), create: false);
        connection.Execute(sql);
    }

    private sealed class Without(ISessionStore inner, Type part) : DelegatingSessionStore(inner)
    {
        public override object? GetService(Type serviceType) => serviceType == part ? null : base.GetService(serviceType);
    }

    /// <summary>Changes a part on its way into the store.</summary>
    private abstract class ChangesParts(InMemorySessionStore inner) : DelegatingSessionStore(inner)
    {
        public override ValueTask<SessionRecord?> RestoreAsync(SessionKey key, IAsyncEnumerable<SessionPart> parts, CancellationToken cancellationToken = default) =>
            base.RestoreAsync(key, ChangeAsync(parts, cancellationToken), cancellationToken);

        protected abstract SessionPart Change(SessionPart part);

        private async IAsyncEnumerable<SessionPart> ChangeAsync(IAsyncEnumerable<SessionPart> parts, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var part in parts.WithCancellation(cancellationToken))
                yield return Change(part);
        }
    }

    private sealed class ChangesPayloads(InMemorySessionStore inner) : ChangesParts(inner)
    {
        protected override SessionPart Change(SessionPart part) => part with { Entries = [.. part.Entries.Select(entry => entry with { Payload = "{}"u8.ToArray() })] };
    }

    private sealed class LosesReceipts(InMemorySessionStore inner) : ChangesParts(inner)
    {
        protected override SessionPart Change(SessionPart part) => part with { Receipts = [.. part.Receipts.Skip(1)] };
    }

    private sealed class LosesContent(InMemorySessionStore inner) : ChangesParts(inner)
    {
        protected override SessionPart Change(SessionPart part) => part with { Blobs = [] };
    }

    private sealed class ChangesTitles(InMemorySessionStore inner) : ChangesParts(inner)
    {
        protected override SessionPart Change(SessionPart part) => part with { Facts = part.Facts is { } facts ? facts with { Details = facts.Details with { Title = facts.Details.Title?.ToUpperInvariant() } } : null };
    }

    private sealed class LosesBranches(InMemorySessionStore inner) : ChangesParts(inner)
    {
        protected override SessionPart Change(SessionPart part) => part with { Facts = part.Facts is { } facts ? facts with { Branches = [.. facts.Branches.Where(branch => branch.Head is not null)] } : null };
    }
}
