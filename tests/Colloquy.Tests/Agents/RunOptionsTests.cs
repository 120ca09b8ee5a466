using Microsoft.Extensions.AI;
using Xunit;

namespace Colloquy.Tests;

public sealed class RunOptionsTests
{
    [Fact]
    public void A_copy_has_every_option_and_changes_of_one_do_not_affect_the_other()
    {
        var values = new Dictionary<string, object?> { ["card"] = "R-1" };
        List<ApprovalRule> rules = [ApprovalRule.Always("pay")];
        var options = new RunOptions
        {
            ChatOptions = new() { Temperature = 0.5f },
            RequiresToolsEveryStep = true,
            WhenBusy = BusyPolicy.Reject,
            WhenWaiting = WhenWaiting.Withdraw,
            Durability = Durability.Turn,
            Limits = new() { Steps = 3 },
            Window = WindowPipeline.Default,
            UsageLimits = [],
            Approvals = rules,
            ApprovalExpiry = TimeSpan.FromHours(1),
            Context = this,
            Values = values,
            LeaseDuration = TimeSpan.FromSeconds(2),
        };

        var copy = options.Clone();
        (options.ChatOptions.Temperature, options.Limits.Steps, options.WhenBusy, values["card"]) = (1, 4, BusyPolicy.Enqueue, "R-2");
        rules.Clear();

        Assert.Equal((0.5f, 3, BusyPolicy.Reject, "R-1"), (copy.ChatOptions!.Temperature, copy.Limits!.Steps, copy.WhenBusy, copy.Values["card"]));
        Assert.Single(copy.Approvals);
        Assert.Equal(
            (true, WhenWaiting.Withdraw, Durability.Turn, WindowPipeline.Default, TimeSpan.FromHours(1), this, TimeSpan.FromSeconds(2)),
            (copy.RequiresToolsEveryStep, copy.WhenWaiting, copy.Durability, copy.Window, copy.ApprovalExpiry, copy.Context, copy.LeaseDuration));
    }
}
