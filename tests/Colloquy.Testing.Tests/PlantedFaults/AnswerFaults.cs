namespace Colloquy.Testing.Tests.Planting;

/// <summary>Faults in what is answered, in what it costs, and in who answers.</summary>
internal static class AnswerFaults
{
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        new(21, "hands off to the wrong agent", "handed off", HandoffAsync) { Planted = "hands-off-wrongly" },
        new(22, "handoff loses context", "text", HandoffContextAsync) { Planted = "forgets-at-handoff" },
        new(26, "orphan call after a cut stream", "well-formed history", OrphanAsync) { Planted = "sends-orphan-calls" },
        new(27, "loops or repeats itself", "no repetition", RepeatsAsync) { Planted = "repeats-itself" },
        new(28, "exceeds cost", "tokens at most", CostAsync) { Planted = "uses-many-tokens" },
        new(28, "exceeds latency", "duration at most", LatencyAsync) { Planted = "takes-long" },
        new(29, "changes its language", "language", LanguageAsync) { Planted = "changes-language" },
        new(33, "invalid structured output", "structured answer", StructureAsync) { Planted = "breaks-structure" },
    ];

    private static async Task LanguageAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();
        await conversation.TellOfTripAsync(trial);

        await conversation.MoveAsync(trial);

        await trial.CheckAsync(() => conversation.Expect.Language("en"));
    }

    private static async Task StructureAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();

        var turn = await conversation.SayAsync("Give me my balances as JSON.");

        await trial.CheckAsync(() => turn.Expect.Answer<Balances>());
    }

    private sealed record Balances
    {
        public required decimal Checking { get; init; }

        public required decimal Savings { get; init; }
    }

    private static async Task HandoffAsync(FaultTrial trial)
    {
        await using var conversation = await StartDeskAsync(trial);

        var turn = await conversation.SayAsync("I need a loan.");

        await trial.CheckAsync(() => turn.Expect.HandedOffTo("loans"));
    }

    private static async Task HandoffContextAsync(FaultTrial trial)
    {
        await using var conversation = await StartDeskAsync(trial);
        await conversation.TellOfTripAsync(trial);

        var turn = await conversation.SayAsync("I need a loan for it.");

        await trial.CheckAsync(() => turn.Expect.Text("Lisbon"));
    }

    private static async Task OrphanAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();
        await conversation.MoveAsync(trial);

        var turn = await conversation.AskForSavingsAsync(trial);

        await trial.CheckAsync(() => turn.Expect.WellFormedHistoryAsync());
    }

    private static async Task RepeatsAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();
        await conversation.TellOfTripAsync(trial);

        await conversation.AskWhereToAsync(trial);

        await trial.CheckAsync(() => conversation.Expect.NoRepetition());
    }

    private static async Task CostAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();

        var turn = await conversation.TellOfTripAsync(trial);

        await trial.CheckAsync(() => turn.Expect.TokensAtMost(2000));
    }

    private static async Task LatencyAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync(time: new LeapingTime());

        var turn = await conversation.TellOfTripAsync(trial);

        await trial.CheckAsync(() => turn.Expect.DurationAtMost(TimeSpan.FromSeconds(5)));
    }

    private static Task<Conversation> StartDeskAsync(FaultTrial trial) => trial.StartAsync(isAgent: true, agent: (parts, client) => new Agent(client)
    {
        Name = "desk",
        Instructions = FaultTrial.Instructions,
        Tools = parts.Tools,
        Handoffs = [new Agent(client) { Name = "loans", Instructions = "You are the officer for loans." }, new Agent(client) { Name = "cards", Instructions = "You are the officer for cards." }],
    });
}
