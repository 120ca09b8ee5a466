using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

/// <summary>What every turn asks of the session's state is known from the turn before, as long as it is still so.</summary>
public sealed class KeptStateTests : IDisposable
{
    private static readonly SessionKey Key = new("s", user: "u");

    private readonly InMemorySessionStore _inner = new();
    private readonly AnsweringChatClient _model = new(_ => new ChatMessage(ChatRole.Assistant, "yes"));

    [Fact]
    public async Task A_turn_reads_of_the_store_no_entry_and_no_state()
    {
        var store = new StateCountingStore(_inner);
        var session = await store.OpenAsync(Key);
        await RunAsync(session, times: 2);
        (store.Reads, store.StateReads) = (0, 0);

        await RunAsync(session, times: 5);

        Assert.Equal((0, 0), (store.Reads, store.StateReads));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_pinned_between_turns_is_shown_also_when_another_process_did_it(bool byAnother)
    {
        var session = await _inner.OpenAsync(Key);
        var pinning = byAnother ? await new StateCountingStore(_inner).OpenAsync(Key) : session;
        await RunAsync(session, "the first of all");
        await RunAsync(session, times: 20);
        var first = (await session.GetItemsAsync())[0].Position;
        Assert.False(await ShowsFirstAsync(session));

        await pinning.Window.PinAsync(first);
        Assert.True(await ShowsFirstAsync(session));
        Assert.True(await ShowsFirstAsync(session));

        await pinning.Window.UnpinAsync(first);
        Assert.False(await ShowsFirstAsync(session));
        Assert.False(await ShowsFirstAsync(session));

        // The turns are taken back, not what was pinned before them.
        for (var i = 0; i < 2; i++)
            await session.UndoTurnAsync();
        Assert.False(await ShowsFirstAsync(session));
    }

    [Fact]
    public async Task What_was_pinned_on_a_branch_is_pinned_on_it_alone()
    {
        var session = await _inner.OpenAsync(Key);
        await RunAsync(session, "the first of all");
        await RunAsync(session, times: 20);
        var first = (await session.GetItemsAsync())[0].Position;
        await session.Branches.ForkAsync("other");

        await session.Window.PinAsync(first);
        Assert.True(await ShowsFirstAsync(session));
        await session.Branches.SwitchToAsync("other");
        Assert.False(await ShowsFirstAsync(session));
        await session.Branches.SwitchToAsync("main");
        Assert.True(await ShowsFirstAsync(session));
    }

    public void Dispose() => _model.Dispose();

    private async Task<bool> ShowsFirstAsync(Session session)
    {
        await RunAsync(session, "next");
        return _model.Requests[^1].Any(message => message.Text == "the first of all");
    }

    private async Task RunAsync(Session session, string text = "next", int times = 1)
    {
        for (var i = 0; i < times; i++)
            await new Agent(_model) { Window = [new NewestTurnsStrategy(3)] }.RunAsync(text, session);
    }

    private sealed class StateCountingStore(ISessionStore inner) : DelegatingSessionStore(inner)
    {
        public int Reads { get; set; }

        public int StateReads { get; set; }

        public override ValueTask<LogPage> ReadAsync(SessionKey key, LogRead read, CancellationToken cancellationToken = default)
        {
            Reads++;
            return base.ReadAsync(key, read, cancellationToken);
        }

        public override ValueTask<IReadOnlyList<Entry>> ReadStateAsync(SessionKey key, Position head, string? stateKey, CancellationToken cancellationToken = default)
        {
            StateReads++;
            return base.ReadStateAsync(key, head, stateKey, cancellationToken);
        }
    }
}
