using System.Net;
using System.Net.Http.Json;
using System.Security.Claims;
using Colloquy.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Colloquy.Solution.Tests.Snippets;

/// <summary>The code of docs/hosting.md, in an application that answers over HTTP on this machine.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class HostingSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-hosting-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_application_registers_a_store_and_an_agent()
    {
        using var inside = new WorkingFolder(_folder);
        var builder = Create(("COLLOQUY_MODEL", "offline"));
        HeaderUsers.Add(builder.Services);

        // snippet: hosting-register
        builder.Services.AddSingleton<Orders>();
        builder.Services.AddColloquy()
            .UseSqlite("desk.db")
            .UseModels()                                        // models by name; keys from the configuration
            .AddAgent("support", agent =>
            {
                agent.Instructions = "Answer questions about orders. Look an order up before you answer.";
                agent.AddTool((string number, Orders orders) => orders.FindAsync(number), "find_order", "Finds an order by its number.");
                agent.AddTool((string number, decimal amount, Orders orders) => orders.RefundAsync(number, amount), "refund", "Refunds an amount of an order.");
                agent.Approvals.Add(ApprovalRule.Always("refund"));         // a person decides
            })
            .SweepRetention(TimeSpan.FromHours(1));

        builder.Services.AddHealthChecks().AddColloquy();
        builder.Services.AddOpenTelemetry().AddColloquy();
        // snippet: end

        await using var app = builder.Build();

        // snippet: hosting-use
        app.MapPost("/chat/{id}", async (string id, Question question, ClaimsPrincipal user, ISessionStore store, [FromKeyedServices("support")] Agent agent) =>
        {
            var session = await store.OpenAsync(new SessionKey(id, user: user.Identity!.Name));
            return (await agent.RunAsync(question.Text, session)).Text;
        }).RequireAuthorization();
        app.MapHealthChecks("/health");
        // snippet: end

        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        var nobody = await client.PostAsJsonAsync("/chat/case-17", new Question("Who am I?"));
        client.DefaultRequestHeaders.Add(HeaderUsers.Header, "ada");
        var told = await client.PostAsJsonAsync("/chat/case-17", new Question("My name is Ines and I collect clocks."));
        var asked = await client.PostAsJsonAsync("/chat/case-17", new Question("What do you know about me?"));

        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        Assert.True(told.IsSuccessStatusCode);
        Assert.Contains("Ines", await asked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("Healthy", await client.GetStringAsync("/health"));
        Assert.Equal(["find_order", "refund"], app.Services.GetRequiredService<Agent>().Tools.Select(tool => tool.Name));
        await app.StopAsync();
    }

    [Fact]
    public async Task Agents_models_and_stores_are_registered_by_name()
    {
        using var inside = new WorkingFolder(_folder);
        var builder = Create(("COLLOQUY_MODEL", "offline"), ("Desk:Archive", "archive.db"));
        builder.Services.AddSingleton<OpeningHours>();
        builder.Services.AddColloquy().UseTracedMemory().UseModels();

        // snippet: hosting-agents
        builder.Services.AddColloquy()
            .AddAgent("triage", agent => agent.HandOffTo("billing", "For invoices and refunds."))
            .AddAgent("billing", agent => agent.HandOffTo("triage"))
            .AddAgent("chief", (agent, services) =>
            {
                agent.ContextProviders.Add(services.GetRequiredService<OpeningHours>());
                agent.Tools.Add(services.GetRequiredKeyedService<Agent>("triage").AsTool());
            });
        // snippet: end

        // snippet: hosting-models
        builder.Services.AddKeyedSingleton<IChatClient>("fast", new OpenAIChatClient("qwen3", new ModelConnection { Endpoint = new Uri("http://localhost:8000/v1") }));
        builder.Services.AddColloquy().AddAgent("router", agent => agent.Model = "fast");
        // snippet: end

        // snippet: hosting-stores
        builder.Services.AddColloquy("archive").UseSqlite(services => services.GetRequiredService<IConfiguration>()["Desk:Archive"]);
        // in a constructor or an endpoint: [FromKeyedServices("archive")] ISessionStore archive
        // snippet: end

        await using var app = builder.Build();
        await app.StartAsync();

        Assert.Equal("qwen3", app.Services.GetRequiredKeyedService<Agent>("router").Client.GetService<ChatClientMetadata>()?.DefaultModelId);
        Assert.Equal("billing", Assert.Single(app.Services.GetRequiredKeyedService<Agent>("triage").Handoffs).Agent.Name);
        Assert.NotNull(app.Services.GetRequiredService<ISessionStore>().GetService<TracedStore>());
        Assert.True(File.Exists("archive.db"));
        await app.StopAsync();
    }

    [Fact]
    public async Task The_configuration_chooses_a_store()
    {
        using var inside = new WorkingFolder(_folder);
        var builder = Create(("Colloquy:Store", "sqlite"));

        // snippet: hosting-store-choice
        builder.Services.AddColloquy()
            .AddStoreChoice("sqlite", store => store.UseSqlite("chosen.db"))
            .AddStoreChoice("memory", store => store.UseInMemory());
        // snippet: end

        await using var app = builder.Build();
        await app.StartAsync();

        Assert.True(File.Exists("chosen.db"));
        await app.StopAsync();
    }

    private static WebApplicationBuilder Create(params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        return builder;
    }

    internal sealed record Question(string Text);

    private sealed class Orders
    {
        private readonly string _state = "on its way";

        public Task<string> FindAsync(string number) => Task.FromResult($"Order {number} is {_state}.");

        public Task<string> RefundAsync(string number, decimal amount) => Task.FromResult($"Refunded {amount} of order {number}, which is {_state}.");
    }

    private sealed class OpeningHours : ContextProvider;
}

/// <summary>A store of the application, as its package would register it.</summary>
internal static class TracedMemoryExtensions
{
    // snippet: hosting-own-store
    public static IColloquyBuilder UseTracedMemory(this IColloquyBuilder builder) =>
        builder.UseStore("in memory, traced", (services, cancellationToken) => new(new TracedStore(new InMemorySessionStore())));
    // snippet: end
}

internal sealed class TracedStore(ISessionStore inner) : DelegatingSessionStore(inner);
