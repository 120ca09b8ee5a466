using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests.Verification;

/// <summary>A session that is written to, pruned or deleted while it is verified is not taken for one that was changed.</summary>
public sealed class VerifyMeanwhileTests
{
    private static readonly SessionKey Key = new("chat", "ada");

    private readonly InMemorySessionStore _inner = new();

    [Theory]
    [InlineData(nameof(ISessionStore.GetAsync))]
    [InlineData(nameof(ISessionStore.ReadAsync))]
    [InlineData(nameof(ISessionStore.GetBranchesAsync))]
    [InlineData(nameof(ISessionStore.GetBlobAsync))]
    public async Task A_session_that_others_write_to_fork_and_undo_is_intact(string call)
    {
        var session = await FillAsync();

        var verified = await VerifyAsync(call, async () =>
        {
            await session.AddAsync(new ChatMessage(ChatRole.User, "more"));
            await session.Branches.ForkAsync();
            await session.UndoTurnAsync();
        });

        Assert.Null(verified.Failure);
    }

    [Theory]
    [InlineData(nameof(ISessionStore.GetAsync))]
    [InlineData(nameof(ISessionStore.ReadAsync))]
    [InlineData(nameof(ISessionStore.GetBranchesAsync))]
    [InlineData(nameof(ISessionStore.GetBlobAsync))]
    public async Task A_session_that_is_pruned_meanwhile_is_intact(string call)
    {
        var session = await FillAsync();

        var verified = await VerifyAsync(call, async () =>
        {
            await session.AddAsync(new ChatMessage(ChatRole.User, "more"));
            await session.Retention.PruneAsync(PruneStrategy.KeepLast(1));
        });

        Assert.Null(verified.Failure);
    }

    [Theory]
    [InlineData(nameof(ISessionStore.ReadAsync))]
    [InlineData(nameof(ISessionStore.GetBranchesAsync))]
    [InlineData(nameof(ISessionStore.GetBlobAsync))]
    public async Task A_session_that_is_deleted_meanwhile_is_not_there(string call)
    {
        var session = await FillAsync();

        await Assert.ThrowsAsync<SessionNotFoundException>(() => VerifyAsync(call, () => session.DeleteAsync()));
    }

    [Fact]
    public async Task A_session_that_is_deleted_and_made_again_meanwhile_is_not_the_one_that_was_verified()
    {
        var session = await FillAsync();

        await Assert.ThrowsAsync<SessionNotFoundException>(() => VerifyAsync(nameof(ISessionStore.ReadAsync), async () =>
        {
            await session.DeleteAsync();
            await FillAsync();
        }));
    }

    private async Task<SessionVerification> VerifyAsync(string call, Func<Task> meanwhile)
    {
        var store = new WorkingStore(_inner);
        var session = (await store.FindAsync(Key))!;
        (store.Call, store.Meanwhile) = (call, meanwhile);
        return await session.VerifyAsync();
    }

    private async Task<Session> FillAsync()
    {
        var session = await _inner.OpenAsync(Key);
        await session.AddAsync(new ChatMessage(ChatRole.User, [new DataContent(new byte[100_000], "image/png")]));
        await session.AddAsync([new ChatMessage(ChatRole.User, "two"), new ChatMessage(ChatRole.Assistant, "re two")]);
        return session;
    }

    /// <summary>Does something before it answers the first call of a name.</summary>
    private sealed class WorkingStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public string? Call { get; set; }

        public Func<Task>? Meanwhile { get; set; }

        public override async ValueTask<SessionRecord?> GetAsync(SessionKey key, CancellationToken cancellationToken = default)
        {
            // After the record was read, and before anything else is.
            var record = await base.GetAsync(key, cancellationToken);
            await WorkAsync(nameof(GetAsync));
            return record;
        }

        public override async ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
        {
            await WorkAsync(nameof(ReadAsync));
            return await base.ReadAsync(key, read, cancellationToken);
        }

        public override async ValueTask<IReadOnlyList<BranchHead>> GetBranchesAsync(SessionKey key, string? name = null, CancellationToken cancellationToken = default)
        {
            await WorkAsync(nameof(GetBranchesAsync));
            return await base.GetBranchesAsync(key, name, cancellationToken);
        }

        public override async ValueTask<Blob?> GetBlobAsync(SessionKey key, Digest hash, CancellationToken cancellationToken = default)
        {
            await WorkAsync(nameof(GetBlobAsync));
            return await base.GetBlobAsync(key, hash, cancellationToken);
        }

        private async Task WorkAsync(string call)
        {
            if (call != Call)
                return;

            Call = null;
            await Meanwhile!();
        }
    }
}
