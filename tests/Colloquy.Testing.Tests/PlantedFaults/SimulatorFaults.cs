using System.Text.Json;

namespace Colloquy.Testing.Tests.Planting;

/// <summary>Faults of the simulated user, which are not the agent's.</summary>
internal static class SimulatorFaults
{
    private static readonly string[] s_honest = ["I plan a trip to Lisbon. What is in my accounts?", "And where did I want to go?"];

    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        new(36, "the simulated user invents facts", "simulated user", InventsAsync) { Other = "a user that names a place which is none of its facts", Outcome = CheckOutcome.Error },
        new(36, "the simulated user stops early", "simulated user", StopsAsync) { Other = "a user that stops before it can see that its goal is reached", Outcome = CheckOutcome.Error },
    ];

    private static Task InventsAsync(FaultTrial trial) => TalkAsync(trial, trial.IsPlanted ? [s_honest[0], "Or was it Porto? Where did I want to go?"] : s_honest);

    private static Task StopsAsync(FaultTrial trial) => TalkAsync(trial, trial.IsPlanted ? [s_honest[0]] : s_honest);

    private static async Task TalkAsync(FaultTrial trial, IReadOnlyList<string> says)
    {
        await using var conversation = await trial.StartAsync(user: new ScriptedUser(says));
        var user = new SimulatedUser
        {
            Goal = "Hear from the teller where the trip goes.",
            Facts = new Dictionary<string, string> { ["trip"] = "to Lisbon" },
            GoalIsVisibleAsync = (talk, _) => new(talk.Turns.Count > 1 && talk.Turns[^1].Text.Contains("Lisbon", StringComparison.Ordinal)),
        };

        await trial.CheckAsync(() => user.TalkAsync(conversation));
    }

    /// <summary>The model of a user that says what it is given, and then that the goal is reached.</summary>
    private sealed class ScriptedUser(IReadOnlyList<string> says) : DelegatingChatClient(ScriptedModel.Throwing("The user has a script."))
    {
        private int _said;

        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var text = _said < says.Count ? says[_said++] : null;
            return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, JsonSerializer.Serialize(new { reason = "as planned", decision = text is null ? "goal reached" : "say", text = text ?? "" }))));
        }
    }
}
