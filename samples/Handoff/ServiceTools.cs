using Microsoft.Extensions.AI;

namespace Colloquy.Samples;

/// <summary>The tools of the two specialists. A customer's plan is state of the user: all their conversations know it.</summary>
public static class ServiceTools
{
    private const string PlanKey = "plan";

    public static IReadOnlyList<AITool> Billing { get; } =
    [
        AgentTool.Create(UpgradeSubscription, "upgrade_subscription", "Upgrades the customer's subscription to the next plan."),
        AgentTool.Create(FindInvoice, "find_invoice", "Finds the customer's newest invoice.", idempotent: true),
    ];

    public static IReadOnlyList<AITool> Technical { get; } =
    [
        AgentTool.Create(CheckStatus, "check_status", "Checks whether the service is up, for reports of crashes and errors.", idempotent: true),
    ];

    private static async Task<string> UpgradeSubscription(RunContext run)
    {
        var before = await run.State.GetAsync<Plan>(PlanKey, Scope.User, run.CancellationToken);
        if (before == Plan.Enterprise)
            return "The plan is Enterprise already; there is none above it.";

        await run.State.SetAsync(PlanKey, before + 1, Scope.User, run.CancellationToken);
        return $"The plan is now {before + 1}; it was {before}.";
    }

    private static async Task<string> FindInvoice(RunContext run) =>
        $"The newest invoice is for the plan {await run.State.GetAsync<Plan>(PlanKey, Scope.User, run.CancellationToken)}.";

    private static string CheckStatus() => "The service is up, and no errors are known.";
}

/// <summary>What a customer has subscribed to.</summary>
public enum Plan
{
    /// <summary>What everybody begins with.</summary>
    Free,

    /// <summary>For one.</summary>
    Pro,

    /// <summary>For many.</summary>
    Enterprise,
}
