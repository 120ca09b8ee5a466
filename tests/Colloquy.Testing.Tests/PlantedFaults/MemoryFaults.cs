namespace Colloquy.Testing.Tests.Planting;

/// <summary>Faults of memory: what is forgotten, doubled, made up, or known to the wrong people.</summary>
internal static class MemoryFaults
{
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        new(1, "forgets all history", "text", ForgetsAsync) { Planted = "forgets-history" },
        new(2, "forgets after a restart", "text", ForgetsAtRestartAsync) { Planted = "forgets-at-restart" },
        new(3, "the window drops turn 1", "messages carried in", CountsAsync) { Planted = "drops-first-turn" },
        new(4, "history stored twice", "messages carried in", CountsAsync) { Planted = "doubles-history" },
        new(4, "history stored twice, in the store", "messages stored", StoresAsync) { Other = "an agent that adds what the user said to its session once more" },
        new(5, "memory answer hard-coded", "memory comes from", HardCodedAsync) { Planted = "hard-codes-memory" },
        new(6, "another conversation's fact leaks", "text does not contain", LeaksAsync) { Planted = "leaks-conversations" },
    ];

    private static async Task ForgetsAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();
        await conversation.TellOfTripAsync(trial);
        await conversation.MoveAsync(trial);

        var memory = await conversation.AskWhereToAsync(trial);

        await trial.CheckAsync(() => memory.Expect.Text("Lisbon"));
    }

    private static async Task ForgetsAtRestartAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();
        await conversation.TellOfTripAsync(trial);
        (await conversation.AskWhereToAsync(trial)).Expect.Text("Lisbon");

        await conversation.RestartAsync();
        var memory = await conversation.AskWhereToAsync(trial);

        await trial.CheckAsync(() => memory.Expect.Text("Lisbon"));
    }

    private static async Task CountsAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();
        await conversation.TellOfTripAsync(trial);
        var before = await conversation.MoveAsync(trial);

        var turn = await conversation.AskForSavingsAsync(trial);

        await trial.CheckAsync(() => turn.Expect.MessagesCarriedIn(before.Messages.Count));
    }

    private static async Task StoresAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync(isAgent: true, hosts: conversation =>
        {
            conversation.AddToolHost(new BankHost("bank", trial.Variation));
            if (trial.IsPlanted)
                conversation.AddExtension(new StoresAgain());
        });
        await conversation.TellOfTripAsync(trial);

        await conversation.AskWhereToAsync(trial);

        await trial.CheckAsync(() => conversation.Expect.MessagesStoredAsync(conversation.Messages.Count));
    }

    private static async Task HardCodedAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync();
        var told = await conversation.TellOfTripAsync(trial);
        await conversation.MoveAsync(trial);

        await trial.CheckAsync(() => conversation.Expect.MemoryComesFromAsync(told, "Where did I want to go?", "Lisbon"));
    }

    private static async Task LeaksAsync(FaultTrial trial)
    {
        await using var conversation = await trial.StartAsync("one");
        await conversation.TellOfTripAsync(trial);
        await using var other = await trial.StartAsync("other");

        await other.AskWhereToAsync(trial);

        await trial.CheckAsync(() => other.Expect.TextDoesNotContain("Lisbon"));
    }
}

/// <summary>Stores what the user said once more.</summary>
internal sealed class StoresAgain : ConversationExtension
{
    public override async ValueTask OnTurnEndedAsync(Conversation conversation, TurnResult turn) => await conversation.Session!.AddAsync(turn.Input);
}
