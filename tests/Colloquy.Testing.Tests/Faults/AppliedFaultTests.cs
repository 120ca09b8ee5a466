namespace Colloquy.Testing.Tests.Faults;

/// <summary>A planted fault knows whether it changed something. That it does where it should is tried with each fault by the tests of planted faults.</summary>
public sealed class AppliedFaultTests
{
    [Fact]
    public async Task A_fault_that_finds_nothing_to_change_was_not_applied()
    {
        // What these two change depends on the other conversations of the process.
        string[] others = ["leaks-conversations", "fails-sometimes"];
        List<string> applied = [];
        foreach (var fault in PlantedFaults.All.Where(fault => !others.Contains(fault.Id)))
        {
            var planted = fault.CreateExtension();
            await using var conversation = await Conversation.StartAsync(new ConversationBuilder(fault.Id).AddExtension(planted), conversation =>
            {
                conversation.TimeProvider = new LeapingTime();
                conversation.UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)));
            });
            await conversation.SayAsync("hello");
            await conversation.RestartAsync();
            if (planted.WasApplied)
                applied.Add(fault.Id);
        }

        Assert.Equal(["uses-many-tokens", "takes-long"], applied);
    }

    [Fact]
    public async Task A_fault_of_tools_is_applied_when_a_tool_is_called()
    {
        var planted = PlantedFaults.Find("passes-wrong-amounts").CreateExtension();
        await using var conversation = await Conversation.StartAsync(new ConversationBuilder("amounts").AddExtension(planted), conversation => conversation.AddToolHost(Counter.NewHost()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools }));

        await conversation.SayAsync("hello");
        var before = planted.WasApplied;
        await conversation.SayAsync("add 2");

        Assert.Equal((false, true), (before, planted.WasApplied));
    }

    [Fact]
    public async Task A_fault_that_acts_in_a_fork_alone_was_applied()
    {
        var planted = PlantedFaults.Find("forks-without-state").CreateExtension();
        await using var conversation = await Conversation.StartAsync(new ConversationBuilder("fork").AddExtension(planted), conversation => conversation.AddToolHost(Counter.NewHost()).UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)) { Tools = parts.Tools }));
        await conversation.SayAsync("add 2");
        var before = planted.WasApplied;

        await using var fork = await conversation.ForkAsync();

        Assert.Equal((false, true), (before, planted.WasApplied));
    }

    [Fact]
    public async Task A_slow_model_is_slow_by_the_clock_of_the_conversation()
    {
        await using var conversation = await Conversation.StartAsync(new ConversationBuilder("slow").AddExtension(PlantedFaults.Find("takes-long").CreateExtension()), conversation =>
        {
            conversation.TimeProvider = new LeapingTime();
            conversation.UseAgent(parts => new Agent(parts.Client(ScriptedModel.Counting)));
        });
        var start = System.Diagnostics.Stopwatch.StartNew();

        var turn = await conversation.SayAsync("hello");

        Assert.InRange(turn.Duration, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
        Assert.InRange(start.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2.5));
    }
}
