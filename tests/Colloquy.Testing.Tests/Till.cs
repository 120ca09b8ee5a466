namespace Colloquy.Testing.Tests;

/// <summary>A host that pays, and the model that asks it to.</summary>
internal sealed class Till
{
    public bool IsIdempotent { get; init; }

    public int Paid { get; private set; }

    /// <summary>Called once, after a payment was made and before its result is returned.</summary>
    public Func<Task>? AfterPaying { get; set; }

    public static ScriptedModel Model => new(messages => messages[^1] switch
    {
        { Role: var role } last when role == ChatRole.Tool => new(ChatRole.Assistant, $"{last.Contents.OfType<FunctionResultContent>().Single().Result}"),
        { Text: var text } when text.StartsWith("pay ", StringComparison.Ordinal) => new(ChatRole.Assistant, [new FunctionCallContent($"call-{messages.Count}", "pay", new Dictionary<string, object?> { ["amount"] = int.Parse(text[4..]) })]),
        _ => new(ChatRole.Assistant, $"{messages.Count} messages"),
    });

    public InProcessToolHost NewHost() => new("till", IsIdempotent ? AgentTool.AsIdempotent(NewTool()) : NewTool());

    public void Configure(ConversationBuilder conversation) =>
        conversation.AddToolHost(NewHost()).UseAgent(parts => new Agent(parts.Client(Model)) { Tools = parts.Tools });

    private AIFunction NewTool() => AIFunctionFactory.Create(PayAsync, "pay");

    private async Task<string> PayAsync(int amount)
    {
        Paid += amount;
        var after = AfterPaying;
        AfterPaying = null;
        if (after is not null)
            await after();
        return $"paid {amount}";
    }
}
