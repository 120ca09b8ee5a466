using Colloquy.Storage.Conformance;
using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Conformance;

/// <summary>What a log of histories makes of calls whose outcome is unknown, of refusals, and of lines that do not fit.</summary>
public sealed class HistoryLogTests : IAsyncDisposable
{
    private readonly HistoryLog _log = new();
    private readonly SessionKey _key = new("one", "ada");
    private readonly FailingStore _store = new(new InMemorySessionStore());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_commit_whose_outcome_is_unknown_may_be_there_or_not(bool isMade)
    {
        var commit = await DraftAsync(client: 1);
        _store.FailCommits(isMade, new IOException("The connection was cut."));

        await Assert.ThrowsAsync<IOException>(() => Handle(2).CommitAsync(_key, commit).AsTask());
        var record = await Handle(3).GetAsync(_key);

        Assert.Equal(isMade ? 1 : 0, record!.Tip.Value);
        Assert.Equal([commit.Id], _log.UnknownCommits(_key));
        Assert.Equal(1, _log.Check());
    }

    [Fact]
    public async Task A_commit_whose_outcome_is_unknown_cannot_be_there_and_then_not()
    {
        var commit = await DraftAsync(client: 1);
        var before = await _store.GetAsync(_key);
        _store.FailCommits(areMade: true, new IOException("The connection was cut."));

        await Assert.ThrowsAsync<IOException>(() => Handle(2).CommitAsync(_key, commit).AsTask());
        await Handle(3).GetAsync(_key);
        _store.Answer = before;
        await Handle(4).GetAsync(_key);

        var failure = Assert.Throws<ConformanceException>(() => _log.Check("Seed 4711."));
        Assert.StartsWith("The history of session 'one' of user 'ada' in app 'default' is not linearizable: no order of these 4 calls", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Expected 'get' of client 4 to answer next: tip 1 (", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Seed 4711.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_commit_that_was_acknowledged_and_is_not_there_is_found()
    {
        var commit = await DraftAsync(client: 1);
        var before = await _store.GetAsync(_key);

        await Handle(2).CommitAsync(_key, commit);
        _store.Answer = before;
        await Handle(3).GetAsync(_key);

        Assert.Throws<ConformanceException>(() => _log.Check());
    }

    [Fact]
    public async Task A_refusal_that_says_that_nothing_was_done_is_believed()
    {
        var commit = await DraftAsync(client: 1);
        _store.FailCommits(areMade: true, StoreException.Busy("a place", TimeSpan.FromSeconds(1)));

        await Assert.ThrowsAsync<StoreException>(() => Handle(2).CommitAsync(_key, commit).AsTask());
        await Handle(3).GetAsync(_key);

        Assert.Empty(_log.UnknownCommits(_key));
        Assert.Throws<ConformanceException>(() => _log.Check());
    }

    [Fact]
    public async Task The_last_line_of_a_process_that_died_may_be_cut_off()
    {
        List<string> lines = [];
        await new HistoryStore(_store, 1, lines.Add).CreateAsync(_key);

        Assert.True(_log.Add(lines[0]));
        Assert.All(Enumerable.Range(0, lines[1].Length), length => Assert.False(_log.Add(lines[1][..length])));
        Assert.Equal(1, _log.Count);
        Assert.Equal(1, _log.Check());
    }

    [Fact]
    public async Task Two_handles_cannot_have_one_number()
    {
        await Handle(1).CreateAsync(_key);

        await Assert.ThrowsAsync<ArgumentException>(() => Handle(1).CreateAsync(_key).AsTask());
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private HistoryStore Handle(int client) => new(_store, client, line => _log.Add(line));

    private async Task<Commit> DraftAsync(int client)
    {
        var writer = new EntryWriter(await Handle(client).CreateAsync(_key));
        writer.Append(new MessageBody(new ChatMessage(ChatRole.User, "Hello.")));
        return writer.TakeCommit(CommitId.New());
    }

    private sealed class FailingStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        private (bool AreMade, Exception Error)? _failing;

        /// <summary>What a request for the record is answered; the truth when null.</summary>
        public SessionRecord? Answer { get; set; }

        public void FailCommits(bool areMade, Exception error) => _failing = (areMade, error);

        public override ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default) => Answer is null ? base.GetAsync(key, cancellationToken) : new(Answer);

        public override async ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
        {
            if (_failing is not { } failing)
                return await base.CommitAsync(key, commit, cancellationToken);
            if (failing.AreMade)
                await base.CommitAsync(key, commit, cancellationToken);
            throw failing.Error;
        }
    }
}
