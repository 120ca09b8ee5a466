using Microsoft.Extensions.AI;
using Xunit;
using static Colloquy.Tests.ScriptedChatClient;

namespace Colloquy.Tests;

/// <summary>Token counters, which are given no token to cancel them.</summary>
public sealed partial class GraceTests
{
    [Fact(Timeout = Longest)]
    public async Task A_chat_client_is_not_held_by_a_token_counter()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var client = new SessionChatClient(new ScriptedChatClient(Say("hi")), session) { Grace = TimeSpan.Zero, Window = new WindowPipeline() { Counter = new Counter(hang) } };

        var run = client.GetResponseAsync("go", cancellationToken: cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await AssertFreeAsync(session, TurnStatus.Cancelled);
        hang.Release();
    }

    [Fact(Timeout = Longest)]
    public async Task A_token_counter_has_twice_the_grace_period_so_that_a_model_asked_beside_it_ends_first()
    {
        var hang = new Hang();
        var session = await OpenAsync();
        using var cancel = new CancellationTokenSource();

        var run = RunAsync(Places["a token counter"](hang), session, new() { Limits = new() { Grace = TimeSpan.FromSeconds(7) } }, streams: false, cancel.Token);
        await hang.Begun;
        await cancel.CancelAsync();
        await _time.WaitUntilAwaitedAsync(TimeSpan.FromSeconds(14));
        _time.Advance(TimeSpan.FromSeconds(14));

        Assert.Contains("The token counter Counter went on", (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run)).Message, StringComparison.Ordinal);
        await AssertFreeAsync(session, TurnStatus.Cancelled);
        hang.Release();
    }
}
