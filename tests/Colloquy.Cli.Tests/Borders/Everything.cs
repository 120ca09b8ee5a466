using Microsoft.Extensions.AI;

namespace Colloquy.Cli.Tests;

/// <summary>A store with something in it for every command to show.</summary>
internal static class Everything
{
    public const string Session = "ticket";

    /// <summary>The commands that show something to people.</summary>
    public static readonly string[] Commands =
    [
        "sessions list", "sessions show ticket", "sessions turns ticket", "sessions turns ticket 1", "sessions turns ticket 2", "sessions branches ticket", "sessions tree ticket", "sessions tree ticket --deleted --ascii", "sessions heads ticket",
        "sessions diff ticket main side", "sessions window ticket", "sessions window ticket --full", "sessions explain ticket ANSWER", "sessions retention ticket", "search needle",
        "state list --session ticket", "state list --scope user", "state list --scope app", "memory list", "memory search needle", "usage", "usage --by session", "usage --by tool", "usage --by turn --session ticket",
        "usage --by branch --session ticket", "usage --by agent", "usage --chart --by session", "usage --chart tokens --by user --ascii", "top --once", "approvals list", "retention list", "retention sweep --dry-run", "sessions prune ticket --messages 1 --dry-run", "doctor",
    ];

    /// <summary>A command's words, for one user where it is about one.</summary>
    public static string[] ArgumentsOf(string command, string user, long answer) =>
        [.. command.Split(' ').Select(word => word == "ANSWER" ? $"{answer}" : word), .. command.Contains("--scope app", StringComparison.Ordinal) ? [] : (string[])["--user", user]];

    /// <summary>Puts a text in every place that keeps one.</summary>
    public static async Task SeedAsync(ISessionStore store, string user, string text, string model)
    {
        var key = new SessionKey(Session, user);
        var session = await store.OpenAsync(key);
        await session.SetTitleAsync($"title {text}");
        await session.SetMetadataAsync("about", $"value {text}");
        await session.AddAsync([new ChatMessage(ChatRole.User, $"needle {text}"), new ChatMessage(ChatRole.Assistant, $"answer {text}")]);
        await session.State.SetAsync("key", $"state {text}");
        await session.State.SetAsync("key", $"user {text}", Scope.User);
        await session.State.SetAsync("key", $"app {text}", Scope.App);
        await session.Branches.ForkAsync("side");
        var asks = new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("c1", "refund", new Dictionary<string, object?> { ["why"] = text })]);
        await session.AddAsync([new ChatMessage(ChatRole.User, "taken back")]);
        await session.UndoTurnAsync();
        using var client = new PricedModel(model);
        var adds = AIFunctionFactory.Create((int a, int b) => $"{a + b} {text}", "add", $"adds {text}");
        await new Agent(client) { Name = $"agent {text}", Instructions = $"instructions {text}", Tools = [adds] }.RunAsync($"needle two {text}", session);
        var waits = await store.OpenAsync(new SessionKey("waits", user));
        await new Agent(new OneAnswer(asks)) { Name = "desk", Tools = [new ApprovalRequiredAIFunction(AIFunctionFactory.Create((string why) => why, "refund"))] }.RunAsync(text, waits);
        await session.Retention.SetAsync(new RetentionPolicy { Ttl = TimeSpan.FromMilliseconds(1), AutoPrune = false });
        await store.GetMemory(new SessionOwner(user)).StoreAsync("drink", $"needle {text}");
    }

    private sealed class OneAnswer(ChatMessage answer) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(answer));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            new ChatResponse(answer).ToChatResponseUpdates().ToAsyncEnumerable();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
