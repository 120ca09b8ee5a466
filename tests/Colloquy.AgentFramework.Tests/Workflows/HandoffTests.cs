using Colloquy.AgentFramework.Tests.Ways;
using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Workflows;
using Microsoft.Extensions.AI;

namespace Colloquy.AgentFramework.Tests.Workflows;

public sealed class HandoffTests
{
    private readonly InMemorySessionStore _store = new();

    [Fact]
    public async Task An_agent_hands_over_in_a_workflow_of_Agent_Framework()
    {
        DeskModel? model = null;
        model = new DeskModel(messages => new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("h", model!.Options!.Tools!.Single().Name, new Dictionary<string, object?> { ["reasonForHandoff"] = "refund" })]));
        AIAgent triage = model.AsAIAgent(_store, new ChatClientAgentOptions { Name = "triage", Description = "Sorts." });
        AIAgent refunds = new DeskModel(messages => DeskModel.Say("refunded")).AsAIAgent(_store, new ChatClientAgentOptions { Name = "refunds", Description = "Refunds." });
        var workflow = AgentWorkflowBuilder.CreateHandoffBuilderWith(triage).WithHandoff(triage, refunds).Build();

        var text = await WorkflowRuns.SayAsync(workflow, "I want my money back.");

        Assert.Contains("refunded", text, StringComparison.Ordinal);
    }
}
