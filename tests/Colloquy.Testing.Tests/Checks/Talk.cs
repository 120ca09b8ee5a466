namespace Colloquy.Testing.Tests.Checks;

/// <summary>Conversations whose answers are scripted: each step is one answer of the model, or a call that it asks for.</summary>
internal static class Talk
{
    /// <summary>An agent with a bank, whose model says and calls what is scripted, in order.</summary>
    public static Task<Conversation> StartAsync(params ChatMessage[] steps) => StartAsync("trip", steps);

    public static Task<Conversation> StartAsync(string name, ChatMessage[] steps) => Conversation.StartAsync(name, conversation =>
    {
        var next = 0;
        conversation.AddToolHost(Bank.NewHost());
        conversation.UseAgent(parts => new Agent(parts.Client(new ScriptedModel(_ => next < steps.Length ? steps[next++] : new ChatMessage(ChatRole.Assistant, "I have nothing to add.")))) { Name = "teller", Tools = parts.Tools });
    });

    /// <summary>A turn of an agent with a bank; the last step is its answer.</summary>
    public static async Task<TurnResult> TurnAsync(params ChatMessage[] steps) => await (await StartAsync(steps)).SayAsync("Please.");

    public static ChatMessage Says(string text) => new(ChatRole.Assistant, text);

    public static ChatMessage Calls(string tool, object? arguments = null, string id = "") => new(ChatRole.Assistant, [Call(tool, arguments, id)]);

    public static FunctionCallContent Call(string tool, object? arguments = null, string id = "") =>
        new(id.Length > 0 ? id : $"call-{Guid.CreateVersion7():N}", tool, arguments?.GetType().GetProperties().ToDictionary(property => property.Name, property => property.GetValue(arguments)) ?? []);

    public static ChatMessage Transfers(decimal amount, string from = "checking", string to = "savings") => Calls("transfer", new { from_account = from, to_account = to, amount });

    /// <summary>A target that answers with given messages, as a bot elsewhere would.</summary>
    public static Task<Conversation> ReplayAsync(params TargetAnswer[] answers) => Conversation.StartAsync("replay", conversation => conversation.UseTarget(_ => new Given(new Queue<TargetAnswer>(answers))));

    public static TargetAnswer Answer(params ChatMessage[] messages) => new() { Messages = messages };

    public static ChatMessage Result(string callId, object? result, Exception? error = null) => new(ChatRole.Tool, [new FunctionResultContent(callId, result) { Exception = error }]);

    public static CheckFailedException Fails(Action check) => Assert.Throws<CheckFailedException>(check);

    public static CheckErrorException CannotTell(Action check) => Assert.Throws<CheckErrorException>(check);

    private sealed class Given(Queue<TargetAnswer> answers) : ConversationTarget
    {
        public override Task<TargetAnswer> SendAsync(TargetRequest request, CancellationToken cancellationToken) => Task.FromResult(answers.Dequeue());
    }
}
