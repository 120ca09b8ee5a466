using Microsoft.Extensions.AI;

namespace Colloquy.Tests.Approvals;

/// <summary>An agent at a till, whose refunds a person has to approve, and what its tools did.</summary>
internal sealed class Till
{
    public List<string> Done { get; } = [];

    public IReadOnlyList<ApprovalRule> Rules { get; init; } = [];

    public bool Parallel { get; init; }

    public Agent Agent(IChatClient model) => new(model)
    {
        Name = "till",
        Approvals = Rules,
        ParallelTools = Parallel,
        Tools =
        [
            new ApprovalRequiredAIFunction(AgentTool.Create((string value) => Do($"refunded {value}"), "refund")),
            AgentTool.Create((string value) => Do($"saw {value}"), "look"),
        ],
    };

    /// <summary>Has a refund asked for, and the turn wait.</summary>
    public static async Task<AgentAnswer> AskAsync(Session session, params (string Id, string Name, string Argument)[] calls) =>
        await new Till().Agent(new ScriptedChatClient(ScriptedChatClient.Call(calls.Length == 0 ? [("r", "refund", "5")] : calls))).RunAsync("refund it", session);

    private string Do(string what)
    {
        Done.Add(what);
        return what;
    }
}
