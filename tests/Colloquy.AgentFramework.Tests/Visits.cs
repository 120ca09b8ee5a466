using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests;

/// <summary>A context provider of Agent Framework that counts the runs of a session in its state bag, and adds the number to the instructions.</summary>
internal sealed class Visits : AIContextProvider
{
    public override IReadOnlyList<string> StateKeys => ["visits"];

    public List<int> Seen { get; } = [];

    public List<string> Answers { get; } = [];

    protected override ValueTask<AIContext> ProvideAIContextAsync(InvokingContext context, CancellationToken cancellationToken = default)
    {
        var count = context.Session!.StateBag.GetValue<Count>("visits")?.Value ?? 0;
        Seen.Add(count);
        return ValueTask.FromResult(new AIContext
        {
            Instructions = $"This is visit {count + 1}.",
            Messages = [new ChatMessage(ChatRole.User, $"Visits before: {count}.")],
            Tools = [AIFunctionFactory.Create(() => count, "visits")],
        });
    }

    protected override ValueTask StoreAIContextAsync(InvokedContext context, CancellationToken cancellationToken = default)
    {
        Answers.AddRange((context.ResponseMessages ?? []).Select(message => message.Text));
        var count = context.Session!.StateBag.GetValue<Count>("visits")?.Value ?? 0;
        context.Session.StateBag.SetValue("visits", new Count(count + 1));
        return default;
    }

    public sealed record Count(int Value);
}
