using Colloquy.Models;
using Colloquy.Offline;

namespace Colloquy.Hosting.Tests;

public sealed class ConfigurationTests
{
    private const string Support = "Colloquy:Agents:support:";

    [Fact]
    public async Task Operators_change_model_instructions_and_limits_without_a_build()
    {
        var builder = App.Create(
            (Support + "Model", "openai/gpt-5-mini"), (Support + "Instructions", "Be brief."), (Support + "Limits:Steps", "3"), (Support + "Limits:Time", "00:02:00"),
            (Support + "Durability", "Turn"), (Support + "ParallelTools", "true"), ("OPENAI_API_KEY", "sk-test"));
        builder.Services.AddColloquy().UseInMemory().UseModels().AddAgent("support", agent =>
        {
            agent.Model = "offline";
            agent.Instructions = "Be kind.";
            agent.Limits = new RunLimits { Steps = 20, Tokens = 1_000 };
        });
        using var host = await builder.StartAsync();
        var agent = host.Agent("support");

        Assert.IsType<OpenAIChatClient>(agent.Client);
        Assert.Equal("Be brief.", agent.Instructions);
        Assert.Equal((3, TimeSpan.FromMinutes(2), 1_000), (agent.Limits.Steps, agent.Limits.Time, agent.Limits.Tokens));
        Assert.Equal((Durability.Turn, true, false), (agent.Durability, agent.ParallelTools, agent.IncludeDetailedErrors));
    }

    [Fact]
    public async Task Limits_that_agents_share_in_code_are_changed_for_one_only()
    {
        var shared = new RunLimits { Steps = 20, Handoffs = 2, Depth = 1, Time = TimeSpan.FromHours(1), Grace = TimeSpan.FromSeconds(1), Tokens = 5, AnswerCharacters = 6, ResultCharacters = 7 };
        var builder = App.Create((Support + "Limits:Steps", "3"));
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.Limits = shared).AddAgent("sales", agent => agent.Limits = shared);
        using var host = await builder.StartAsync();

        var (support, sales) = (host.Agent("support").Limits, host.Agent("sales").Limits);

        Assert.Equal((3, 20), (support.Steps, sales.Steps));
        Assert.All(typeof(RunLimits).GetProperties().Where(limit => limit.Name != "Steps"), limit => Assert.Equal(limit.GetValue(shared), limit.GetValue(support)));
    }

    [Fact]
    public async Task The_default_model_is_named_by_the_configuration()
    {
        var builder = App.Create(("COLLOQUY_MODEL", "ollama/llama3.2"));
        builder.Services.AddColloquy().UseInMemory().UseModels().AddAgent("support");
        using var host = await builder.StartAsync();

        Assert.Equal("llama3.2", host.Agent("support").Client.GetService<ChatClientMetadata>()?.DefaultModelId);
    }

    [Fact]
    public async Task A_default_model_that_nobody_chose_is_the_stand_in_and_a_warning_says_so()
    {
        var builder = App.Create();
        var log = builder.Listen();
        builder.Services.AddColloquy().UseInMemory().UseModels().AddAgent("support");
        using var host = await builder.StartAsync();

        Assert.IsType<OfflineChatClient>(host.Agent("support").Client);
        Assert.True(log.Any("Warning: No model is configured, so the offline stand-in answers"));
    }

    [Fact]
    public async Task A_stand_in_that_was_chosen_is_no_warning()
    {
        var builder = App.Create();
        var log = builder.Listen();
        builder.Services.AddColloquy().UseInMemory().UseModels(options => options.DefaultModel = "offline").AddAgent("support");
        using var host = await builder.StartAsync();

        Assert.IsType<OfflineChatClient>(host.Agent("support").Client);
        Assert.False(log.Any("stand-in"));
    }

    [Fact]
    public async Task A_client_that_the_application_registers_is_used_in_place_of_the_model_of_that_name()
    {
        using var fast = new FakeModel("fast");
        using var usual = new FakeModel("usual");
        var builder = App.Create();
        builder.Services.AddKeyedSingleton<IChatClient>("openai/gpt-5-mini", fast);
        builder.Services.AddSingleton<IChatClient>(usual);
        builder.Services.AddColloquy().UseInMemory().UseModels().AddAgent("one", agent => agent.Model = "openai/gpt-5-mini").AddAgent("two");
        using var host = await builder.StartAsync();

        Assert.Same(fast, host.Agent("one").Client);
        Assert.Same(usual, host.Agent("two").Client);
    }

    [Fact]
    public async Task Agents_of_one_model_share_its_client_which_the_container_disposes_of()
    {
        var builder = App.Create(("OPENAI_API_KEY", "sk-test"));
        builder.Services.AddColloquy().UseInMemory().UseModels().AddAgent("one", agent => agent.Model = "openai/gpt-5-mini").AddAgent("two", agent => agent.Model = "openai/gpt-5-mini");
        using var host = await builder.StartAsync();

        Assert.Same(host.Agent("one").Client, host.Agent("two").Client);
        Assert.Same(host.Agent("one").Client, host.Services.GetRequiredKeyedService<IChatClient>("openai/gpt-5-mini"));
    }
}
