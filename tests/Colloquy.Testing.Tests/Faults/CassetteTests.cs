using Colloquy.Testing.Tests.Cassettes;

namespace Colloquy.Testing.Tests.Faults;

/// <summary>Trials, faults and losses of a process in conversations that are replayed.</summary>
public sealed class CassetteTests : IDisposable
{
    private readonly Tapes _tapes = new();

    public void Dispose() => _tapes.Dispose();

    [Fact]
    public async Task Trials_are_replayed_each_from_a_recording_of_its_own_and_cost_nothing()
    {
        var number = 0;
        Action<ConversationBuilder> Setup(CassetteMode mode) => conversation =>
            conversation.UseCassette(_tapes.Folder + "/", mode).UseAgent(parts => new Agent(parts.Client(() => mode == CassetteMode.Record ? new ScriptedModel(_ => new(ChatRole.Assistant, $"{Interlocked.Increment(ref number)}")) : throw new InvalidOperationException("It is replayed."))));
        var budget = new TestBudget { MaximumTokens = 1 };

        var recorded = await Testing.Trials.RunAsync("dice", Setup(CassetteMode.Record), conversation => conversation.SayAsync("roll", name: "roll"), new TrialOptions { Count = 5 });
        var replayed = await Testing.Trials.RunAsync("dice", Setup(CassetteMode.Replay), conversation => conversation.SayAsync("roll", name: "roll"), new TrialOptions { Count = 5, Budget = budget });

        Assert.True(replayed.Outcome == TrialsOutcome.Passed, replayed.Describe());
        Assert.Equal(["1", "2", "3", "4", "5"], recorded.Trials.Select(trial => trial.Turns[0].Text).Order());
        Assert.Equal(recorded.Trials.Select(trial => trial.Turns[0].Text), replayed.Trials.Select(trial => trial.Turns[0].Text));
        Assert.Equal(0, budget.Tokens);
    }

    [Fact]
    public async Task A_fault_happens_in_front_of_what_is_replayed()
    {
        await Tapes.SayAsync("count", _tapes.Counting(CassetteMode.Record), "hello", "add 2");

        await using var conversation = await Conversation.StartAsync("count", conversation =>
        {
            conversation.InjectModelError(timing: FaultTiming.OnCall(2));
            _tapes.Counting(CassetteMode.Replay)(conversation);
        });
        await conversation.SayAsync("hello");
        var error = await Assert.ThrowsAsync<NoAnswerException>(() => conversation.SayAsync("add 2"));

        Assert.Contains("Injected model error 503", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_matrix_is_replayed_without_a_model_or_a_host()
    {
        Task<RestartMatrixResult> RunAsync(CassetteMode mode) => RestartMatrix.RunAsync("count", _tapes.Counting(mode), async conversation =>
        {
            await conversation.SayAsync("hello", name: "greet");
            Assert.Single((await conversation.SayAsync("add 2", name: "add")).CallsOf("add"));
        });

        var recorded = await RunAsync(CassetteMode.Record);
        var (clients, hosts) = (_tapes.Clients, _tapes.Hosts);
        var replayed = await RunAsync(CassetteMode.Replay);

        Assert.True(recorded.Outcome == TrialsOutcome.Passed, recorded.Describe());
        Assert.True(replayed.Outcome == TrialsOutcome.Passed, replayed.Describe());
        Assert.Equal((clients, hosts), (_tapes.Clients, _tapes.Hosts));
        Assert.Equal(recorded.Variants.Select(variant => variant.Trial.Turns[^1].Text), replayed.Variants.Select(variant => variant.Trial.Turns[^1].Text));
    }
}
