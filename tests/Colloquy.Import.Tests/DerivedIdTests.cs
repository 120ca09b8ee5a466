namespace Colloquy.Import.Tests;

/// <summary>The ids of commits, branches and model calls follow from the source, so that stores and ledgers know an import that is repeated.</summary>
public sealed class DerivedIdTests : ImportTest
{
    [Fact]
    public async Task Two_imports_of_one_source_make_the_same_commits_and_calls()
    {
        var (first, second) = (new RecordingStore(new InMemorySessionStore()), new RecordingStore(new InMemorySessionStore()));
        var path = PathOf("advanced.db");
        SqlFile.Run(path, File.ReadAllText(Fixture("openai-agents-advanced.sql")));

        Store = first;
        await ImportAsync(path);
        Store = second;
        await ImportAsync(path);

        Assert.Equal(7, first.Commits.Count);
        Assert.Equal(first.Commits.Select(commit => commit.Id), second.Commits.Select(commit => commit.Id));
        Assert.Equal(3, first.Commits.SelectMany(commit => commit.Usage).Count());
        Assert.Equal(first.Commits.SelectMany(commit => commit.Usage).Select(usage => usage.Call), second.Commits.SelectMany(commit => commit.Usage).Select(usage => usage.Call));
    }

    [Fact]
    public async Task Another_session_has_other_commits_and_calls()
    {
        var store = new RecordingStore(new InMemorySessionStore());
        Store = store;

        await ImportAsync(Fixture("chat-completions.json"), new ConversationImportOptions { User = "ada" });
        await ImportAsync(Fixture("chat-completions.json"), new ConversationImportOptions { User = "ben" });

        Assert.Equal(2, store.Commits.Select(commit => commit.Id).Distinct().Count());
        Assert.Equal(2, store.Commits.SelectMany(commit => commit.Usage).Select(usage => usage.Call).Distinct().Count());
    }

    private sealed class RecordingStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public List<Commit> Commits { get; } = [];

        public override ValueTask<CommitReceipt> CommitAsync(SessionKey key, Commit commit, CancellationToken cancellationToken = default)
        {
            Commits.Add(commit);
            return base.CommitAsync(key, commit, cancellationToken);
        }
    }
}
