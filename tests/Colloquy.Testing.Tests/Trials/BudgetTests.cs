namespace Colloquy.Testing.Tests.Trials;

public sealed class BudgetTests
{
    private static readonly PriceTable Prices = new([new ModelPrice { Provider = "till", Model = "scripted", Input = 100_000, Output = 0 }]);

    /// <summary>Each turn costs a dollar and twelve tokens.</summary>
    private static void Configure(ConversationBuilder conversation)
    {
        conversation.Prices = Prices;
        conversation.UseAgent(parts => new Agent(parts.Client(new PricedModel())));
    }

    [Fact]
    public async Task A_budget_of_money_stops_the_turns_of_all_conversations_that_share_it()
    {
        var budget = new TestBudget { MaximumCost = 3 };
        await using var one = await Conversation.StartAsync("one", conversation => Configure(conversation.UseBudget(budget)));
        await using var other = await Conversation.StartAsync("other", conversation => Configure(conversation.UseBudget(budget)));
        await one.SayAsync("hello");
        await other.SayAsync("hello");
        await one.SayAsync("hello");

        var error = await Assert.ThrowsAsync<BudgetSpentException>(() => other.SayAsync("hello"));

        Assert.Equal("Not run: The budget of 3.00 USD is spent: 3.00 USD.", error.Message);
        Assert.Equal((3m, 36L), (budget.Cost, budget.Tokens));
        Assert.Single(other.Turns);
    }

    [Fact]
    public async Task Trials_that_a_spent_budget_leaves_are_not_run_and_the_outcome_is_never_green()
    {
        var result = await Testing.Trials.RunAsync("money", Configure, conversation => conversation.SayAsync("hello"), new TrialOptions { Budget = new TestBudget { MaximumCost = 4 }, Parallelism = 1 });

        Assert.Equal((TrialsOutcome.Error, 4, 6), (result.Outcome, result.Passed, result.NotRun));
        Assert.Contains("6 of 10 trials were not run: The budget of 4.00 USD is spent", result.Describe(), StringComparison.Ordinal);
        Assert.Throws<TrialsErrorException>(result.EnsurePassed);
    }

    [Fact]
    public async Task A_trial_that_a_budget_interrupts_is_not_run()
    {
        var result = await Testing.Trials.RunAsync("money", Configure, ["hello", "hello"], _ => Task.CompletedTask, new TrialOptions { Budget = new TestBudget { MaximumTokens = 30 }, Count = 2, Parallelism = 1 });

        Assert.Equal([TrialOutcome.Passed, TrialOutcome.NotRun], result.Trials.Select(trial => trial.Outcome));
    }

    [Fact]
    public async Task A_budget_of_time_begins_with_the_first_turn()
    {
        var time = new StepTime();
        var budget = new TestBudget { MaximumDuration = TimeSpan.FromMinutes(1), TimeProvider = time };
        time.Now += TimeSpan.FromHours(1);
        await using var conversation = await Conversation.StartAsync("time", conversation => Configure(conversation.UseBudget(budget)));
        await conversation.SayAsync("hello");
        time.Now += TimeSpan.FromMinutes(1);

        var error = await Assert.ThrowsAsync<BudgetSpentException>(() => conversation.SayAsync("hello"));

        Assert.Contains("00:01:00", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cost_that_is_not_known_spends_a_budget_of_money()
    {
        await using var unpriced = await Conversation.StartAsync("unpriced", conversation => new Till().Configure(conversation.UseBudget(new TestBudget { MaximumCost = 3 })));
        await using var unobserved = await Conversation.StartAsync("unobserved", conversation => conversation.UseBudget(new TestBudget { MaximumCost = 3 }).UseTarget((_, text, _) => Task.FromResult(text)));
        await unpriced.SayAsync("hello");
        await unobserved.SayAsync("hello");

        Assert.Contains("The cost of the model 'scripted' is not known", (await Assert.ThrowsAsync<BudgetSpentException>(() => unpriced.SayAsync("hello"))).Message, StringComparison.Ordinal);
        Assert.Contains("The cost of turn 1 of 'unobserved'", (await Assert.ThrowsAsync<BudgetSpentException>(() => unobserved.SayAsync("hello"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fork_spends_the_budget_of_its_parent()
    {
        var budget = new TestBudget { MaximumCost = 1 };
        var builder = new ConversationBuilder("fork").UseBudget(budget);
        await using var conversation = await Conversation.StartAsync(builder, Configure);
        await conversation.SayAsync("hello");
        await using var fork = await conversation.ForkAsync();

        await Assert.ThrowsAsync<BudgetSpentException>(() => fork.SayAsync("hello"));
    }

    [Fact]
    public async Task Judges_and_simulated_users_are_charged()
    {
        var budget = new TestBudget { MaximumCost = 2 };
        await using var conversation = await Conversation.StartAsync("judged", conversation => Configure(conversation.UseBudget(budget).AddModel("judge", () => new PricedModel())));
        await conversation.SayAsync("hello");
        await conversation.Client("judge").GetResponseAsync("hello");

        await Assert.ThrowsAsync<BudgetSpentException>(() => conversation.SayAsync("hello"));

        Assert.Equal(2, budget.Cost);
    }

    [Fact]
    public async Task What_a_judge_costs_can_be_added()
    {
        var budget = new TestBudget { MaximumCost = 1 };
        await using var conversation = await Conversation.StartAsync("judge", conversation => Configure(conversation.UseBudget(budget)));

        budget.Add(1.5m, 10, "the judge");

        await Assert.ThrowsAsync<BudgetSpentException>(() => conversation.SayAsync("hello"));
    }

    private sealed class PricedModel() : DelegatingChatClient(Till.Model)
    {
        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("till") : base.GetService(serviceType, serviceKey);
    }

    private sealed class StepTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
