namespace Colloquy.Hosting.Tests;

public sealed class AgentTests
{
    [Fact]
    public async Task An_agent_is_found_by_its_name_and_an_only_agent_without_it()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel("Good morning."));
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.Instructions = "Be kind.");
        using var host = await builder.StartAsync();

        var answer = await host.Agent("support").RunAsync("Hello.", await host.OpenAsync("case-17"));

        Assert.Equal("Good morning.", answer.Text);
        Assert.Equal("Be kind.", host.Agent("support").Instructions);
        Assert.Same(host.Agent("support"), host.Services.GetRequiredService<Agent>());
        Assert.Equal("support", host.Services.GetRequiredService<Agent>().Name);
    }

    [Fact]
    public async Task Two_modules_of_an_application_add_their_agents()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        AddSales(builder.Services);
        AddSupport(builder.Services);
        builder.Services.AddColloquy().UseInMemory();

        using var host = await builder.StartAsync();

        Assert.Equal("sales", host.Agent("sales").Name);
        Assert.Equal("support", host.Agent("support").Name);
        Assert.Single(host.Services.GetServices<ISessionStore>());

        static void AddSales(IServiceCollection services) => services.AddColloquy().AddAgent("sales");
        static void AddSupport(IServiceCollection services) => services.AddColloquy().AddAgent("support");
    }

    [Fact]
    public async Task An_agent_has_all_that_its_options_say()
    {
        using var model = new FakeModel();
        var builder = App.Create();
        var limit = new UsageLimit { Tokens = 5 };
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent =>
        {
            agent.ChatClient = _ => model;
            agent.Limits = new RunLimits { Steps = 7 };
            agent.UsageLimits = [limit];
            agent.AddTool((decimal amount) => "ok", "refund");
            agent.Approvals.Add(ApprovalRule.Always("refund"));
            agent.Window = [new NewestTurnsStrategy(3)];
            agent.ChatOptions = new ChatOptions { Temperature = 0.5f };
            agent.Durability = Durability.Turn;
            agent.ParallelTools = true;
            agent.IncludeDetailedErrors = true;
            agent.InstructionsFactory = run => new($"You talk with {run.User}.");
        });
        using var host = await builder.StartAsync();
        var agent = host.Agent("support");

        Assert.Same(model, agent.Client);
        Assert.Equal(7, agent.Limits.Steps);
        Assert.Equal([limit], agent.UsageLimits);
        Assert.Single(agent.Approvals);
        Assert.IsType<NewestTurnsStrategy>(Assert.Single(agent.Window));
        Assert.Equal(0.5f, agent.ChatOptions?.Temperature);
        Assert.Equal((Durability.Turn, true, true), (agent.Durability, agent.ParallelTools, agent.IncludeDetailedErrors));
        Assert.NotNull(agent.InstructionsFactory);
    }

    [Fact]
    public async Task Agents_hand_over_to_each_other_in_both_directions()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory()
            .AddAgent("triage", agent => agent.HandOffTo("billing", "For invoices."))
            .AddAgent("billing", agent => agent.HandOffTo("triage", toolName: "give_back"));
        using var host = await builder.StartAsync();

        var (triage, billing) = (host.Agent("triage"), host.Agent("billing"));

        Assert.Same(billing, Assert.Single(triage.Handoffs).Agent);
        Assert.Equal("For invoices.", triage.Handoffs[0].Description);
        Assert.Same(triage, Assert.Single(billing.Handoffs).Agent);
        Assert.Equal("give_back", billing.Handoffs[0].ToolName);
    }

    [Fact]
    public async Task A_conversation_that_was_handed_over_goes_on_with_the_other_agent()
    {
        var builder = App.Create();
        builder.Services.AddKeyedSingleton<IChatClient>("triage", new FakeModel(tool: "transfer_to_billing"));
        builder.Services.AddKeyedSingleton<IChatClient>("billing", new FakeModel("I am billing."));
        builder.Services.AddColloquy().UseInMemory()
            .AddAgent("triage", agent => { agent.Model = "triage"; agent.HandOffTo("billing"); })
            .AddAgent("billing", agent => { agent.Model = "billing"; agent.HandOffTo("triage"); });
        using var host = await builder.StartAsync();

        var answer = await host.Agent("triage").RunAsync("My invoice is wrong.", await host.OpenAsync("case-17"));

        Assert.Equal(("billing", "triage"), (answer.Agent, host.Agent("triage").Name));
    }

    [Fact]
    public async Task Options_take_services_that_live_as_long_as_the_application()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddSingleton(new Shop("Harbour Street"));
        builder.Services.AddKeyedSingleton("south", new Shop("South Quay"));
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", (agent, services) =>
            agent.Instructions = $"You work at {services.GetRequiredService<Shop>().Street} and {services.GetRequiredKeyedService<Shop>("south").Street}.");

        using var host = await builder.StartAsync();

        Assert.Equal("You work at Harbour Street and South Quay.", host.Agent("support").Instructions);
    }

    [Fact]
    public async Task An_agent_is_a_tool_of_another_by_its_name()
    {
        var builder = App.Create();
        builder.Services.AddKeyedSingleton<IChatClient>("chief", new FakeModel(tool: "researcher", arguments: new() { ["task"] = "Find it." }));
        builder.Services.AddKeyedSingleton<IChatClient>("researcher", new FakeModel("I found it."));
        builder.Services.AddColloquy().UseInMemory()
            .AddAgent("chief", (agent, services) => { agent.Model = "chief"; agent.Tools.Add(services.GetRequiredKeyedService<Agent>("researcher").AsTool()); })
            .AddAgent("researcher", agent => agent.Model = "researcher");
        using var host = await builder.StartAsync();

        var answer = await host.Agent("chief").RunAsync("Find it.", await host.OpenAsync("case-17"));

        Assert.Equal("I found it.", answer.Text);
    }

    [Fact]
    public async Task A_name_that_is_no_agent_is_answered_with_the_names_of_the_agents()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support").AddAgent("sales");
        using var host = await builder.StartAsync();

        var missing = Assert.Throws<ColloquyConfigurationException>(() => host.Agent("suport"));
        var injected = Assert.Throws<ColloquyConfigurationException>(() => ActivatorUtilities.CreateInstance<Controller>(host.Services));
        var several = Assert.Throws<ColloquyConfigurationException>(host.Services.GetRequiredService<Agent>);

        Assert.Equal("No agent is named 'suport'. The agents are 'support', 'sales'.", missing.Message);
        Assert.Equal(missing.Message, injected.Message);
        Assert.Equal("The service Agent without a key is an application's only agent. The agents are 'support', 'sales'. Ask for one by its key: [FromKeyedServices(\"support\")].", several.Message);
    }

    [Fact]
    public async Task All_agents_can_be_enumerated()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support").AddAgent("sales");
        using var host = await builder.StartAsync();

        var all = host.Services.GetKeyedServices<Agent>(KeyedService.AnyKey);

        Assert.Equal(["support", "sales"], all.Select(agent => agent.Name));
        Assert.Same(host.Agent("sales"), Assert.Single(host.Services.GetKeyedServices<Agent>("sales")));
    }

    [Fact]
    public async Task Tests_of_an_application_replace_its_model_and_its_store()
    {
        var builder = App.Create(("Colloquy:Agents:support:Model", "openai/gpt-5-mini"));
        builder.Services.AddColloquy().UseSqlite("/no/such/folder/desk.db").UseModels().AddAgent("support");

        builder.Services.AddColloquy().UseInMemory();
        builder.Services.Configure<AgentOptions>("support", agent => agent.ChatClient = _ => new FakeModel("of the test"));
        using var host = await builder.StartAsync();

        Assert.Equal("of the test", (await host.Agent("support").RunAsync("Hello.", await host.OpenAsync("case-17"))).Text);
    }

    private sealed record Shop(string Street);

    private sealed class Controller([FromKeyedServices("suport")] Agent agent)
    {
        public Agent Agent => agent;
    }
}
