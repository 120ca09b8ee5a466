using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace Colloquy.Hosting.Tests;

/// <summary>Who asks for an agent or a store under a key that nothing has is found when the application starts, and not at the first request.</summary>
public sealed class MissingKeyTests
{
    [Fact]
    public async Task An_endpoint_that_asks_for_a_missing_agent_is_refused()
    {
        var refused = await FailAsync(app => app.MapPost("/chat/{id}", (string id, [FromKeyedServices("suport")] Agent agent) => agent.Name));

        Assert.Equal("The parameter 'agent' of the endpoint 'HTTP: POST /chat/{id}' cannot be resolved. No agent is named 'suport'. The agents are 'support', 'sales'.", refused.Message);
    }

    [Fact]
    public async Task An_endpoint_that_asks_for_the_only_agent_of_several_is_refused()
    {
        var refused = await FailAsync(app => app.MapGet("/", (Agent agent) => agent.Name));

        Assert.Equal("The parameter 'agent' of the endpoint 'HTTP: GET /' cannot be resolved. The service Agent without a key is an application's only agent. The agents are 'support', 'sales'. Ask for one by its key: [FromKeyedServices(\"support\")].", refused.Message);
    }

    [Fact]
    public async Task An_endpoint_that_asks_for_a_missing_store_is_refused()
    {
        var refused = await FailAsync(app => app.MapGet("/old", ([FromKeyedServices("archiv")] ISessionStore archive) => archive.ToString()));

        Assert.Equal("The parameter 'archive' of the endpoint 'HTTP: GET /old' cannot be resolved. No store has the key 'archiv'. The keys are 'archive'. Correct the key, or register the store with AddColloquy(\"archiv\").", refused.Message);
    }

    [Fact]
    public async Task A_missing_agent_among_the_parameters_of_a_type_is_refused()
    {
        var refused = await FailAsync(app => app.MapGet("/chat/{id}", ([AsParameters] ChatRequest request) => request.Id));

        Assert.Equal("The parameter 'Agent' of the endpoint 'HTTP: GET /chat/{id}' cannot be resolved. No agent is named 'suport'. The agents are 'support', 'sales'.", refused.Message);
    }

    [Fact]
    public async Task A_controller_that_asks_for_missing_agents_is_refused()
    {
        var refused = await FailAsync(app => app.MapControllers(), services => services.AddControllers().AddApplicationPart(typeof(MissingKeyController).Assembly));

        Assert.Equal(
            [
                $"The parameter 'agent' of the constructor of {typeof(MissingKeyController)} cannot be resolved. No agent is named 'suport'. The agents are 'support', 'sales'.",
                $"The parameter 'agent' of the endpoint '{typeof(MissingKeyController)}.Ask (Colloquy.Hosting.Tests)' cannot be resolved. No agent is named 'sels'. The agents are 'support', 'sales'.",
            ],
            refused.Problems.Order());
    }

    [Fact]
    public async Task A_hub_that_asks_for_missing_agents_is_refused()
    {
        var refused = await FailAsync(app => app.MapHub<Hub>("/hub"), services => services.AddSignalR());

        Assert.Equal(
            [
                $"The parameter 'agent' of the constructor of {typeof(Hub)} cannot be resolved. No agent is named 'suport'. The agents are 'support', 'sales'.",
                $"The parameter 'agent' of the method {typeof(Hub)}.Ask cannot be resolved. No agent is named 'sels'. The agents are 'support', 'sales'.",
            ],
            refused.Problems.Order());
    }

    [Fact]
    public async Task A_service_that_asks_for_a_missing_agent_is_refused_with_all_else_that_is_wrong()
    {
        var builder = App.Create();
        builder.Services.AddScoped<Desk>();
        builder.Services.AddKeyedTransient<Desk>("second");
        builder.Services.AddColloquy().UseInMemory().AddAgent("support");

        var refused = await builder.FailAsync();

        Assert.Equal(2, refused.Problems.Count);
        Assert.Contains($"The parameter 'agent' of the constructor of {typeof(Desk)} cannot be resolved. No agent is named 'suport'. The only agent is 'support'.", refused.Problems);
    }

    [Fact]
    public async Task A_tool_that_asks_for_a_missing_agent_is_refused()
    {
        var builder = App.Create();
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support", agent => agent.AddTool((string text, [FromKeyedServices("sels")] Agent other) => other.Name, "ask"));

        var refused = await builder.FailAsync();

        Assert.Equal("The parameter 'other' of the tool 'ask' of agent 'support' cannot be resolved. No agent is named 'sels'. The only agent is 'support'.", refused.Message);
    }

    [Fact]
    public async Task Agents_and_stores_that_exist_are_given_to_whoever_asks_for_them()
    {
        using var model = new FakeModel();
        var own = new Agent(model) { Name = "own" };
        await using var app = Create(services =>
        {
            services.AddKeyedSingleton("own", own);
            services.AddKeyedScoped<Agent>("of the request", (_, _) => throw new InvalidOperationException("There is no request."));
            services.AddSingleton<Several>();
        });
        app.MapGet("/", ([FromKeyedServices("support")] Agent agent, [FromKeyedServices("own")] Agent other, [FromKeyedServices("archive")] ISessionStore archive, ISessionStore store, BackgroundTurns turns) => $"{agent.Name}, {other.Name}");
        app.MapGet("/request", ([FromKeyedServices("of the request")] Agent agent) => agent.Name);

        await app.StartAsync();

        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal("support, own", await http.GetStringAsync(""));
    }

    private static WebApplication Create(Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IChatClient>(new FakeModel());
        builder.Services.AddColloquy().UseInMemory().AddAgent("support").AddAgent("sales");
        builder.Services.AddColloquy("archive").UseInMemory();
        configure?.Invoke(builder.Services);
        return builder.Build();
    }

    private static async Task<ColloquyConfigurationException> FailAsync(Action<WebApplication> map, Action<IServiceCollection>? configure = null)
    {
        await using var app = Create(configure);
        map(app);
        return await Assert.ThrowsAsync<ColloquyConfigurationException>(() => app.StartAsync());
    }

    private sealed record ChatRequest(string Id, [FromKeyedServices("suport")] Agent Agent);

    private sealed class Desk([FromKeyedServices("suport")] Agent agent)
    {
        public Agent Agent => agent;
    }

    private sealed class Several
    {
        public Several([FromKeyedServices("suport")] Agent agent) => Name = agent.Name;

        public Several([FromKeyedServices("support")] Agent agent, ISessionStore store) => Name = agent.Name;

        public string? Name { get; }
    }

    private sealed class Hub([FromKeyedServices("suport")] Agent agent) : Microsoft.AspNetCore.SignalR.Hub
    {
        public string? Greet() => agent.Name;

        public string? Ask([FromKeyedServices("sels")] Agent agent) => $"{Greet()}, {agent.Name}";
    }
}

/// <summary>A controller must be public to be found.</summary>
[ApiController, Route("missing-key")]
public sealed class MissingKeyController([FromKeyedServices("suport")] Agent agent) : ControllerBase
{
    [HttpGet]
    public string? Get([FromKeyedServices("support")] Agent other) => $"{agent.Name}, {other.Name}";

    [HttpPost]
    public string? Ask([FromKeyedServices("sels")] Agent agent) => Get(agent);
}
