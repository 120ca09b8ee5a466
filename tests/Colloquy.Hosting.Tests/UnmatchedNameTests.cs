namespace Colloquy.Hosting.Tests;

/// <summary>Names that match nothing are said at start: of tools in approval rules, of agents in options and configuration, of models, and types of parameters that are no services.</summary>
public sealed class UnmatchedNameTests
{
    [Fact]
    public async Task An_approval_rule_for_a_tool_that_the_agent_cannot_have_is_refused()
    {
        var builder = Create();
        builder.Services.AddColloquy().UseInMemory().AddAgent("sales").AddAgent("support", agent =>
        {
            agent.AddTool((decimal amount) => "ok", "refund");
            agent.HandOffTo("sales");
            agent.Approvals.Add(ApprovalRule.Always("refnd"));
        });

        var refused = await builder.FailAsync();

        Assert.Equal(
            "Agent 'support' has an approval rule for the tool 'refnd', and has no tool of this name. Its tools are 'refund', 'transfer_to_sales'. Correct the name in the rule. If the tool comes with a single run, put the rule into RunOptions.Approvals of that run.",
            refused.Message);
    }

    [Fact]
    public async Task An_approval_rule_for_a_tool_that_a_context_provider_may_add_is_a_warning()
    {
        var builder = Create();
        var log = builder.Listen();
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent =>
        {
            agent.ContextProviders.Add(new Nothing());
            agent.Approvals.Add(ApprovalRule.Always("refnd"));
        });

        using var host = await builder.StartAsync();

        Assert.True(log.Any("Warning: Agent 'support' has an approval rule for the tool 'refnd', and has no tool of this name. It has no tools. The rule has an effect only if a context provider or middleware adds the tool to a run."), string.Join('\n', log.Lines));
    }

    [Fact]
    public async Task Rules_for_tools_of_the_options_for_handoffs_and_for_any_tool_match()
    {
        var builder = Create();
        var log = builder.Listen();
        builder.Services.AddColloquy().UseInMemory().AddAgent("sales").AddAgent("support", agent =>
        {
            agent.AddTool((decimal amount) => "ok", "refund");
            agent.Tools.Add(AIFunctionFactory.Create(() => "ok", "cancel"));
            agent.ChatOptions = new ChatOptions { Tools = [AIFunctionFactory.Create(() => "ok", "look")] };
            agent.HandOffTo("sales");
            foreach (var tool in new[] { "refund", "cancel", "look", "transfer_to_sales", null })
                agent.Approvals.Add(ApprovalRule.Always(tool));
        });

        using var host = await builder.StartAsync();

        Assert.False(log.Any("approval rule"));
    }

    [Theory]
    [InlineData("interface", typeof(IWarehouse))]
    [InlineData("abstract class", typeof(Warehouse))]
    [InlineData("class that takes a service", typeof(OwnWarehouse))]
    [InlineData("function", typeof(Func<string>))]
    [InlineData("class without a constructor", typeof(NoWarehouse))]
    public async Task A_parameter_that_is_no_service_and_that_JSON_cannot_create_is_refused(string kind, Type type)
    {
        var builder = Create();
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.AddTool(kind switch
        {
            "interface" => (string id, IWarehouse warehouse) => $"{id} {warehouse}",
            "abstract class" => (string id, Warehouse warehouse) => $"{id} {warehouse}",
            "class that takes a service" => (string id, OwnWarehouse warehouse) => $"{id} {warehouse}",
            "class without a constructor" => (string id, NoWarehouse warehouse) => $"{id} {warehouse}",
            _ => (Delegate)((string id, Func<string> warehouse) => $"{id} {warehouse}"),
        }, "count"));

        var refused = await builder.FailAsync();

        Assert.StartsWith($"The tool 'count' of agent 'support' has the parameter 'warehouse' of type {type}. The type is not a registered service, and cannot be created from the JSON of a model. Register the service, or use", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_that_JSON_can_create_are_arguments()
    {
        var builder = Create();
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.AddTool(
            (string id, int[] sizes, IReadOnlyList<Line> lines, IDictionary<string, object> more, Line? line, System.Text.Json.JsonElement any, DayOfWeek day, Uri? address, CancellationToken cancellationToken, RunContext run) => "ok", "count"));

        using var host = await builder.StartAsync();

        var schema = ((AIFunction)host.Agent("support").Tools[0]).JsonSchema;
        Assert.Equal(["id", "sizes", "lines", "more", "line", "any", "day", "address"], schema.GetProperty("properties").EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task A_name_that_is_no_model_is_refused_with_how_to_register_a_client_of_that_name()
    {
        var builder = App.Create();
        builder.Services.AddColloquy().UseInMemory().UseModels().AddAgent("support", agent => agent.Model = "fast");

        var refused = await builder.FailAsync();

        Assert.Contains("To use a client of the application under this name, register it with AddKeyedChatClient(\"fast\", …).", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_that_name_no_agent_are_a_warning()
    {
        var builder = Create();
        var log = builder.Listen();
        builder.Services.AddColloquy().UseInMemory().AddAgent("support");
        builder.Services.Configure<AgentOptions>("suport", agent => agent.Instructions = "Be kind.");
        builder.Services.Configure<AgentOptions>(agent => agent.Instructions = "Be kind.");
        builder.Services.PostConfigure<AgentOptions>("suport", agent => agent.Instructions = "Be kind.");
        builder.Services.Configure<AgentOptions>("support", agent => agent.Instructions = "Be kind.");
        builder.Services.ConfigureAll<AgentOptions>(agent => agent.ParallelTools = true);

        using var host = await builder.StartAsync();

        Assert.Equal(
            [
                "Warning: services.Configure<AgentOptions>(\"suport\", …) names no agent of this application, and is ignored. The only agent is 'support'.",
                "Warning: services.Configure<AgentOptions>(…) names no agent of this application, and is ignored. The only agent is 'support'.",
                "Warning: services.PostConfigure<AgentOptions>(\"suport\", …) names no agent of this application, and is ignored. The only agent is 'support'.",
            ],
            log.Lines.Where(line => line.StartsWith("Warning: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_section_Agent_is_a_warning_whatever_agent_it_names()
    {
        var builder = Create(("Colloquy:Agent:suport:Instructions", "Be kind."));
        var log = builder.Listen();
        builder.Services.AddColloquy().UseInMemory().AddAgent("support");

        using var host = await builder.StartAsync();

        Assert.True(log.Any("Warning: The configuration section 'Colloquy:Agent:suport' is ignored. The settings of agent 'suport' are in 'Colloquy:Agents:suport'."), string.Join('\n', log.Lines));
    }

    private static HostApplicationBuilder Create(params (string Key, string? Value)[] settings)
    {
        var builder = App.Create(settings);
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        return builder;
    }

    private interface IWarehouse;

    private abstract class Warehouse;

    private sealed class OwnWarehouse(IWarehouse inner)
    {
        public override string ToString() => $"{inner}";
    }

    private sealed class NoWarehouse
    {
        private NoWarehouse()
        {
        }
    }

    private sealed record Line(string Article, int Count);

    private sealed class Nothing : ContextProvider;
}
