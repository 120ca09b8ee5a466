using Colloquy;
using Colloquy.Offline;
using Colloquy.Testing;
using Microsoft.Extensions.AI;

namespace Desk.Tests;

/// <summary>A desk with two tools, one of which waits for an approval. The test makes the session with it, and the recorded classes test it.</summary>
public sealed class DeskSetup : IConversationSetup
{
    private static readonly AIFunction[] s_tools =
    [
        AIFunctionFactory.Create((string account) => new { account, balance = 1500.00m }, "get_balance", "Looks a balance up."),
        AIFunctionFactory.Create((string account) => $"{account} is closed", "close"),
    ];

    public void Configure(ConversationBuilder conversation) => conversation
        .AddToolHost(new InProcessToolHost("desk", s_tools))
        .UseAgent(parts => Create(parts.Client(CreateModel), parts.Tools));

    public static Agent Create(IChatClient model, IReadOnlyList<AITool>? tools = null) =>
        new(model) { Name = "desk", Instructions = Environment.GetEnvironmentVariable("DESK_PROMPT") ?? "You are the desk.", Tools = [.. tools ?? s_tools], Approvals = [ApprovalRule.Always("close")] };

    public static IChatClient Model(string balance) => new OfflineChatClient(
    [
        new("Answer from a result", request => request.RunsOfThisTurn is [.., var run] ? OfflineAnswer.Say(run.Tool == "close" ? $"I did what you said: {run.Text}." : $"{balance} {run.Value("balance")}.") : null),
        new("Look a balance up", request => request.Text.Contains("balance", StringComparison.Ordinal) ? Call("get_balance") : null),
        new("Close", request => request.Text.Contains("lose", StringComparison.Ordinal) ? Call("close") : null),
    ]);

    private static OfflineAnswer Call(string tool) => OfflineAnswer.Call(new OfflineCall(tool, new Dictionary<string, object?> { ["account"] = "acct-0815-4711" }));

    private static IChatClient CreateModel() => Environment.GetEnvironmentVariable("DESK_MODEL") is { } balance ? Model(balance) : throw new InvalidOperationException("There is no key.");
}

internal static class Results
{
    public static string Value(this OfflineToolRun run, string name) => System.Text.Json.JsonElement.Parse(run.Text).TryGetProperty(name, out var value) ? value.ToString() : run.Text;
}
