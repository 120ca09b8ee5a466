namespace Colloquy.Hosting.Tests;

/// <summary>What is wrong is said when the application starts, by name, and with what to do.</summary>
public sealed class BadInputTests
{
    private const string Agents = "Colloquy:Agents:";

    [Fact]
    public async Task AddColloquy_without_a_store_is_refused()
    {
        var builder = App.Create();
        builder.Services.AddColloquy();
        builder.Services.AddColloquy("archive");

        var refused = await builder.FailAsync();

        Assert.Equal(
            [
                "AddColloquy() has no store. Call UseSqlite(path), UseInMemory() or another Use… method on the builder that it returns.",
                "AddColloquy(\"archive\") has no store. Call UseSqlite(path), UseInMemory() or another Use… method on the builder that it returns.",
            ],
            refused.Problems);
    }

    [Fact]
    public async Task A_store_that_cannot_be_opened_is_refused_by_its_description()
    {
        var builder = App.Create();
        builder.Services.AddColloquy("archive").UseSqlite("/no/such/folder/desk.db");

        var refused = await builder.FailAsync();

        Assert.StartsWith("The store of AddColloquy(\"archive\") (SQLite file '/no/such/folder/desk.db') failed to open. ", refused.Message, StringComparison.Ordinal);
        Assert.NotEqual(StoreFailure.Other, Assert.IsType<StoreException>(refused.InnerException).Failure);
    }

    [Fact]
    public async Task A_path_that_the_configuration_lacks_is_refused()
    {
        var builder = App.Create();
        builder.Services.AddColloquy().UseSqlite(_ => null);

        var refused = await builder.FailAsync();

        Assert.Equal("The store of AddColloquy() (SQLite file) failed to open. The function that returns the path of the SQLite file returned no path. Set the path where the function reads it, for example in the configuration.", refused.Message);
    }

    [Fact]
    public async Task A_store_that_asks_for_itself_is_refused_instead_of_waiting_for_ever()
    {
        var builder = App.Create();
        builder.Services.AddColloquy().UseStore("wrapped", (services, _) => new(services.GetRequiredService<ISessionStore>()));

        var refused = await builder.FailAsync();

        Assert.Equal("The store of AddColloquy() (wrapped) asks for itself while it is opened. Do not ask for this ISessionStore in the function that opens it.", refused.Message);
    }

    [Fact]
    public void Two_agents_of_one_name_are_refused()
    {
        var builder = App.Create();
        var colloquy = builder.Services.AddColloquy().AddAgent("support");

        var same = Assert.Throws<InvalidOperationException>(() => colloquy.AddAgent("support", agent => agent.Instructions = "Another."));
        var alike = Assert.Throws<InvalidOperationException>(() => builder.Services.AddColloquy("archive").AddAgent("Support"));

        Assert.Equal("Two agents are named 'support'. Give each a name of its own. To change an agent that is registered elsewhere, call services.Configure<AgentOptions>(\"support\", …).", same.Message);
        Assert.Equal("The agents 'support' and 'Support' differ only in case, which configuration does not distinguish. Rename one.", alike.Message);
    }

    [Fact]
    public async Task A_container_without_a_model_is_refused()
    {
        var builder = App.Create();
        builder.Services.AddColloquy().UseInMemory().AddAgent("support");

        var refused = await builder.FailAsync();

        Assert.Equal("Agent 'support' has no model, and the container has no IChatClient. Register one with AddChatClient, call UseModels() of Colloquy.Models, or set ChatClient in the options of the agent.", refused.Message);
    }

    [Fact]
    public async Task A_model_by_name_without_UseModels_is_refused()
    {
        var builder = App.Create((Agents + "support:Model", "openai/gpt-5-mini"));
        builder.Services.AddColloquy().UseInMemory().AddAgent("support");

        var refused = await builder.FailAsync();

        Assert.Equal("Agent 'support' names the model 'openai/gpt-5-mini', and the container has no IChatClient under this key. Call UseModels() of Colloquy.Models, which opens models by name, or register one with AddKeyedChatClient(\"openai/gpt-5-mini\", …).", refused.Message);
    }

    [Theory]
    [InlineData("opnai/gpt-5-mini", "The model 'opnai/gpt-5-mini' has an unknown provider, 'opnai'. The providers are ")]
    [InlineData("gpt-5-mini", "'gpt-5-mini' does not name a model. Write 'provider/model'")]
    [InlineData("anthropic/claude-sonnet-5", "The model 'anthropic/claude-sonnet-5' cannot be opened: ANTHROPIC_API_KEY is not set.")]
    public async Task A_model_that_cannot_be_opened_is_refused_without_showing_a_key(string model, string problem)
    {
        var builder = App.Create((Agents + "support:Model", model), ("OPENAI_API_KEY", "sk-secret"));
        builder.Services.AddColloquy().UseInMemory().UseModels().AddAgent("support");

        var refused = await builder.FailAsync();

        Assert.StartsWith($"Agent 'support' names the model '{model}', and its client cannot be created. {problem}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handoff_to_an_agent_that_is_not_registered_is_refused()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("triage", agent => agent.HandOffTo("biling")).AddAgent("billing");

        var refused = await builder.FailAsync();

        Assert.Equal("Agent 'triage' hands over to 'biling', which is not registered. The agents are 'triage', 'billing'.", refused.Message);
    }

    [Fact]
    public void An_agent_whose_handoff_is_missing_does_not_exist_afterwards_either()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(new FakeModel());
        services.AddColloquy().UseInMemory().AddAgent("triage", agent => agent.HandOffTo("biling"));
        using var provider = services.BuildServiceProvider();

        Assert.Throws<ColloquyConfigurationException>(() => provider.GetRequiredKeyedService<Agent>("triage"));
        Assert.Throws<ColloquyConfigurationException>(() => provider.GetRequiredKeyedService<Agent>("triage"));
    }

    [Fact]
    public async Task Agents_whose_options_ask_for_each_other_are_refused()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory()
            .AddAgent("one", (agent, services) => agent.Tools.Add(services.GetRequiredKeyedService<Agent>("two").AsTool()))
            .AddAgent("two", (agent, services) => agent.Tools.Add(services.GetRequiredKeyedService<Agent>("one").AsTool()));

        var refused = await builder.FailAsync();

        Assert.Contains("The options of the agents 'one', 'two' ask for each other. Let one hand over to the other with HandOffTo", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_tools_of_one_name_are_refused()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent =>
        {
            agent.AddTool(() => "one", "look");
            agent.Tools.Add(AIFunctionFactory.Create(() => "two", "look"));
        });

        var refused = await builder.FailAsync();

        Assert.Equal("Agent 'support' has two tools named 'look', among its tools and its handoffs. Rename one, or leave it out.", refused.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_scoped_service_that_the_options_of_an_agent_ask_for_is_refused(bool asList)
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddScoped<Basket>();
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", (agent, services) => agent.Instructions = $"{(asList ? services.GetServices<Basket>().First() : services.GetRequiredService<Basket>())}");

        var refused = await builder.FailAsync();

        Assert.Equal($"The options of agent 'support' ask for the scoped service {typeof(Basket)}, and an agent lives as long as the application. Take the service as a parameter of a tool that AddTool adds, since each run has a scope of its own, or register it as a singleton.", refused.Message);
    }

    [Theory]
    [InlineData("support:Modle", "offline", "The configuration key 'Colloquy:Agents:support:Modle' is unknown: an agent's keys are Model, Instructions, Limits, ")]
    [InlineData("support:Limits:Step", "3", "The configuration key 'Colloquy:Agents:support:Limits:Step' is unknown: the limits are Steps, ")]
    [InlineData("support:Limits:Steps", "ten", "The configuration section 'Colloquy:Agents:support' has a value that cannot be used. ")]
    [InlineData("support:Limits:Steps", "0", "The configuration section 'Colloquy:Agents:support' has a value that cannot be used. ")]
    public async Task A_setting_that_is_misspelt_or_out_of_range_is_refused(string key, string value, string problem)
    {
        var builder = App.Create((Agents + key, value));
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support");

        var refused = await builder.FailAsync();

        Assert.StartsWith(problem, refused.Message, StringComparison.Ordinal);
        Assert.Contains(key.Split(':')[^1], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_name_no_agent_are_a_warning()
    {
        var builder = App.Create((Agents + "suport:Instructions", "Be kind."));
        var log = builder.Listen();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support");

        using var host = await builder.StartAsync();

        Assert.True(log.Any("Warning: The configuration section 'Colloquy:Agents:suport' names no agent of this application, and is ignored. The only agent is 'support'."), string.Join('\n', log.Lines));
    }

    [Fact]
    public async Task Settings_of_an_agent_in_a_misspelt_section_are_a_warning()
    {
        var builder = App.Create(("Colloquy:Agent:support:Instructions", "Be kind."), ("Colloquy:Desk:File", "desk.db"));
        var log = builder.Listen();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support");

        using var host = await builder.StartAsync();

        Assert.Equal(
            ["Warning: The configuration section 'Colloquy:Agent:support' is ignored. The settings of agent 'support' are in 'Colloquy:Agents:support'."],
            log.Lines.Where(line => line.StartsWith("Warning: The configuration", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_model_that_the_configuration_names_beside_a_client_of_the_code_is_a_warning()
    {
        using var model = new FakeModel();
        var builder = App.Create((Agents + "support:Model", "openai/gpt-5-mini"));
        var log = builder.Listen();
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.ChatClient = _ => model);

        using var host = await builder.StartAsync();

        Assert.Same(model, host.Agent("support").Client);
        Assert.True(log.Any("Warning: The configuration key 'Colloquy:Agents:support:Model' is ignored: the code sets ChatClient, which is used."), string.Join('\n', log.Lines));
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var builder = App.Create();
        builder.Services.AddColloquy().AddAgent("support").AddAgent("sales", agent => agent.Model = "openai/gpt-5-mini");

        var refused = await builder.FailAsync();

        Assert.Equal(3, refused.Problems.Count);
        Assert.StartsWith("Colloquy cannot start, for 3 reasons:", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Basket;
}
